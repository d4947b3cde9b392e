// Lines of a log, each changed by a few bytes, many at a time.
import type { Random } from './random.js';

/** Bytes that mean something to JSON, to lines or to UTF-8. */
export const TELLING_BYTES = Buffer.from(
  '"\\{}[]:,=\n\r\t 0-+.eEu/nultrfas\0\x1f\x7f\x80\xc3\xed\xef\xf0\xff',
  'latin1',
);
const LINE_FEED = 0x0a;
const MAX_CHANGES = 3;

/** So many of the lines at random, each with one to three changes, most often one, and a line feed behind it. */
export function mutatedLines(originals: readonly Buffer[], random: Random, lines: number): Buffer {
  const longest = Math.max(...originals.map((line) => line.length));
  let log = Buffer.allocUnsafe(lines * longest);
  let end = 0;
  for (let line = 0; line < lines; line++) {
    const original = random.pick(originals);
    // A change may double a line, and add a byte.
    const most = (original.length + 1) * 2 ** MAX_CHANGES + 1;
    if (end + most > log.length) log = Buffer.concat([log], log.length * 2 + most);
    log.set(original, end);
    let length = original.length;
    for (let changes = random.once(2) ? 1 : random.between(1, MAX_CHANGES); changes > 0; changes--) {
      length = change(log, end, length, random);
    }
    log[end + length] = LINE_FEED;
    end += length + 1;
  }
  return log.subarray(0, end);
}

/** Changes the `length` bytes from `start` on in place; returns how many they are then. */
function change(log: Buffer, start: number, length: number, random: Random): number {
  if (length === 0) return 0;
  const at = start + random.between(0, length - 1);
  const end = start + length;
  switch (random.between(1, 8)) {
    case 1: {
      const removed = Math.min(random.between(1, 3), end - at);
      log.copyWithin(at, at + removed, end);
      return length - removed;
    }
    case 2: {
      log.copyWithin(at + 1, at, end);
      log[at] = byteFrom(random);
      return length + 1;
    }
    case 3: {
      // A stretch comes twice.
      const again = random.between(1, at - start + 1);
      log.copyWithin(at, at - again + 1, end);
      return length + again - 1;
    }
    case 4: {
      log[at] = byteFrom(random);
      return length;
    }
    default: {
      // Often still a digit, or a letter: so that not every line is beyond reading.
      log[at]! ^= 1 << random.between(0, 2);
      return length;
    }
  }
}

function byteFrom(random: Random): number {
  return random.once(3)
    ? random.between(0, 255)
    : TELLING_BYTES[random.between(0, TELLING_BYTES.length - 1)]!;
}
