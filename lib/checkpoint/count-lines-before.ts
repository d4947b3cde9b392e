import { formatReject, type Reject } from '../records/reject.js';
import { lineInSource } from './lines-before.js';

const LINE_FEED = 0x0a;

/** The rejects of a range that begins within a source behind this many lines, with the numbers that their lines have there. */
export async function* countLinesBefore(
  parts: AsyncIterable<Uint8Array>,
  linesBefore: number,
): AsyncGenerator<Uint8Array, void, void> {
  let rest = Buffer.alloc(0);
  for await (const part of parts) {
    const bytes = Buffer.concat([rest, part]);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    rest = bytes.subarray(end);
    const texts = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    yield Buffer.from(texts.map((text) => numbered(text, linesBefore)).join(''));
  }
  yield rest;
}

function numbered(text: string, linesBefore: number): string {
  const reject = JSON.parse(text) as Reject;
  const { line } = reject;
  return line === undefined
    ? `${text}\n`
    : formatReject({ ...reject, line: lineInSource(line, linesBefore) });
}
