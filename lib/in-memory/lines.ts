/** A line of the source, without its line end (LF or CRLF). */
export interface Line {
  /** Offset of its first byte in the source. */
  readonly offset: number;
  /** From 1, in its source. Without it the source has no lines. */
  readonly line?: number;
  readonly bytes: Buffer;
}

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** All lines of a source, including blank ones. A byte order mark at the start belongs to no line. */
export async function* linesOf(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Line, void, void> {
  let [offset, line] = [0, 0];
  for await (const bytes of splitAtLineFeeds(chunks)) {
    const mark = offset === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    const lineEnd = bytes.at(-1) !== LF ? 0 : bytes.at(-2) === CR ? 2 : 1;
    line++;
    yield { offset: offset + mark, line, bytes: bytes.subarray(mark, bytes.length - lineEnd) };
    offset += bytes.length;
  }
}

/** Pieces that end in a line feed; the last one may lack it. */
async function* splitAtLineFeeds(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  let unfinished: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, start)) {
      yield Buffer.concat([...unfinished, chunk.subarray(start, at + 1)]);
      unfinished = [];
      start = at + 1;
    }
    if (start < chunk.length) unfinished.push(chunk.subarray(start));
  }
  if (unfinished.length > 0) yield Buffer.concat(unfinished);
}
