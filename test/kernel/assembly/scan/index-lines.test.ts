import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import {
  INDEX_SLACK_WORDS,
  INDEX_WINDOW_BYTES,
  POSITION_BYTES,
  SCAN_OVERREAD_BYTES,
} from '../../../../lib/kernel/layout/line-index.js';
import { KernelInternals } from '../../../support/kernel-internals.js';

const kernel = new KernelInternals();

interface Index {
  readonly positions: number[];
  readonly rare: number[];
}

/** The index of whole lines, byte by byte: offsets from the first one. */
function expectedIndex(lines: Buffer): Index {
  const positions: number[] = [];
  const rare: number[] = [];
  let inside = false;
  let backslashes = 0;
  for (const [at, byte] of lines.entries()) {
    const escaped = backslashes % 2 === 1;
    backslashes = byte === 0x5c ? backslashes + 1 : 0;
    if (byte === 0x0a || (byte === 0x22 && !escaped)) {
      positions.push(at);
      inside = byte === 0x22 && !inside;
    } else if (inside && (byte < 0x20 || byte === 0x5c || byte === 0x2c || byte === 0x3d)) rare.push(at);
  }
  return { positions, rare };
}

/** The same by the kernel, for lines at an address that is `alignment` beyond a multiple of 64; window by window. */
function foundIndex(t: ExecutionContext, lines: Buffer, alignment: number): Index {
  kernel.clear();
  const from = ((kernel.alignedRoom(lines.length + SCAN_OVERREAD_BYTES + 128) + 63) & ~63) + alignment;
  kernel.bytes.set(lines, from);
  // The bytes around the lines must not matter.
  kernel.bytes[from - 1] = 0x5c;
  kernel.bytes.set(Buffer.alloc(SCAN_OVERREAD_BYTES, '"\n\\'), from + lines.length);
  const words = lines.length + INDEX_SLACK_WORDS;
  const index = kernel.alignedRoom(words * POSITION_BYTES) / POSITION_BYTES;
  const end = from + lines.length;
  const found: Index = { positions: [], rare: [] };
  for (let at = from; at < end; ) {
    kernel.words.fill(7, index, index + words);
    const windowEnd = kernel.exports.indexLines(
      at,
      end,
      index * POSITION_BYTES,
      (index + words) * POSITION_BYTES,
    );
    t.true(windowEnd > at && windowEnd <= end && lines[windowEnd - from - 1] === 0x0a);
    for (let next = index; kernel.words[next]! < windowEnd; next++) {
      found.positions.push(kernel.words[next]! - from);
      if (kernel.words[next]! === windowEnd - 1) break;
    }
    let rare = index + words - 1;
    for (; kernel.words[rare]! < windowEnd; rare--) found.rare.push(kernel.words[rare]! - from);
    t.true(windowEnd < end || kernel.words[rare]! >= end);
    at = windowEnd;
  }
  return found;
}

const tellingBytes = fc.constantFrom(...Buffer.from('"""\\\\\\,=\n\t\r a{}[]:\x1f\x7f\xe2', 'latin1'));

test('the index has the quotes, line feeds and rare bytes that a byte-by-byte reading finds', (t) =>
  fc.assert(
    fc.property(fc.array(tellingBytes, { maxLength: 400, size: 'max' }), fc.nat(63), (bytes, alignment) => {
      const lines = Buffer.from([...bytes, 0x0a]);
      t.deepEqual(foundIndex(t, lines, alignment), expectedIndex(lines));
    }),
    { numRuns: 400 },
  ));

test('an escaped quote is recognised wherever its backslashes cross a block', (t) => {
  for (let alignment = 0; alignment < 64; alignment++) {
    for (const run of [1, 2, 3, 62, 63, 64, 65, 129]) {
      const lines = Buffer.from(`"${'\\'.repeat(run)}"${run % 2 === 1 ? ',"' : ''}\n"=\t"\n`);
      t.deepEqual(foundIndex(t, lines, alignment), expectedIndex(lines), `${run} at ${alignment}`);
    }
  }
});

test('a window is indexed at a time, and a longer line is indexed as a whole', (t) => {
  const long = `{"a":"${'x,'.repeat(INDEX_WINDOW_BYTES)}"}\n`;
  const short = `{"b":"\\"","c":["d=",1]}\r\n`.repeat(Math.ceil((3 * INDEX_WINDOW_BYTES) / 26));
  for (const text of [long, short, short + long + short]) {
    const lines = Buffer.from(text);
    t.deepEqual(foundIndex(t, lines, 5), expectedIndex(lines));
  }
  for (let bytes = INDEX_WINDOW_BYTES - 70; bytes < INDEX_WINDOW_BYTES + 70; bytes++) {
    const lines = Buffer.from(`["${'x'.repeat(bytes - 10)}"]\n1\n`);
    t.deepEqual(foundIndex(t, lines, bytes % 64), expectedIndex(lines));
  }
});

test('an index never takes more than a word for each byte and the slack', (t) => {
  for (const line of ['"', '"\\', '","', '"\x01']) {
    const lines = Buffer.from(`${line.repeat(2000)}\n`.repeat(3));
    t.deepEqual(foundIndex(t, lines, 0), expectedIndex(lines));
  }
});
