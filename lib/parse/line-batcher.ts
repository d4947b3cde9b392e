import { LongLine } from './long-line.js';

const LINE_FEED = 0x0a;
/** What may surround a line that is not too long: a byte order mark before it, a CR behind it. */
const AROUND_LINE_BYTES = 4;

/** Whole lines of the source, in the pieces in which they arrived. A last line without a line end is a batch of its own. */
export interface LineBatch {
  /** Source offset of the first byte. */
  readonly start: number;
  readonly parts: readonly Uint8Array[];
  /** Whether it is a last line without a line end. */
  readonly provisional?: boolean;
}

export interface LineBatcherOptions {
  /** Source offset, in bytes, of the first chunk. */
  readonly position: number;
  /** Bytes of the longest line that is kept whole. */
  readonly maxLine: number;
  /** Bytes from which a batch is handed out. */
  readonly batchSize: number;
}

/**
 * Cuts chunks of any size into batches of whole lines. Holds at most a batch and the longest line allowed. Of a longer
 * line, wherever the chunks cut it, it keeps what a reject needs.
 */
export class LineBatcher {
  readonly #maxLine: number;
  readonly #batchSize: number;
  #start: number;
  #parts: Uint8Array[] = [];
  #held = 0;
  /** How many of the first parts are copies. */
  #copied = 0;
  /** Bytes held up to and including the last LF. */
  #whole = 0;
  #longLine: LongLine | undefined;

  constructor({ position, maxLine, batchSize }: LineBatcherOptions) {
    this.#start = position;
    this.#maxLine = maxLine;
    this.#batchSize = batchSize;
  }

  /** Bytes that wait for the rest of their batch. */
  get held(): number {
    return this.#held;
  }

  /** Takes a chunk and yields the lines that it completes. The chunk must not change until they are used, or until `keep`. */
  *push(chunk: Uint8Array): Generator<LineBatch | LongLine, void, void> {
    for (let from = 0; from < chunk.length; from += this.#batchSize) {
      yield* this.#pushPiece(chunk.subarray(from, from + this.#batchSize));
    }
  }

  /** Copies the held bytes, so that the chunks may change. Batches that were yielded before are then invalid. */
  keep(): void {
    for (; this.#copied < this.#parts.length; this.#copied++) {
      this.#parts[this.#copied] = Buffer.from(this.#parts[this.#copied]!);
    }
  }

  /** Yields what is left when the source has ended. */
  *end(): Generator<LineBatch | LongLine, void, void> {
    if (this.#longLine !== undefined) yield this.#endLongLine(false);
    if (this.#whole > 0) yield this.#take(this.#whole);
    if (this.#held > 0) yield { ...this.#take(this.#held), provisional: true };
  }

  *#pushPiece(piece: Uint8Array): Generator<LineBatch | LongLine, void, void> {
    let rest = piece;
    if (this.#longLine !== undefined) {
      const feed = rest.indexOf(LINE_FEED);
      this.#longLine.push(feed === -1 ? rest : rest.subarray(0, feed));
      if (feed === -1) return;
      yield this.#endLongLine(true);
      rest = rest.subarray(feed + 1);
    }
    if (rest.length === 0) return;
    const feed = rest.lastIndexOf(LINE_FEED);
    if (feed !== -1) this.#whole = this.#held + feed + 1;
    this.#parts.push(rest);
    this.#held += rest.length;
    if (this.#held < this.#batchSize) return;
    if (this.#whole > 0) yield this.#take(this.#whole);
    if (this.#held > this.#maxLine + AROUND_LINE_BYTES) this.#beginLongLine();
  }

  /** The first `length` bytes of what is held. */
  #take(length: number): LineBatch {
    const start = this.#start;
    const parts = this.#parts;
    const rest: Uint8Array[] = [];
    let over = this.#held - length;
    this.#start += length;
    this.#held = over;
    this.#whole = 0;
    while (over > 0) {
      const part = parts.pop()!;
      const cut = Math.max(0, part.length - over);
      if (cut > 0) parts.push(part.subarray(0, cut));
      rest.push(part.subarray(cut));
      over -= part.length - cut;
    }
    this.#parts = rest.reverse();
    this.#copied = 0;
    return { start, parts };
  }

  #beginLongLine(): void {
    this.#longLine = new LongLine(this.#start);
    this.#longLine.push(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#copied = 0;
    this.#held = 0;
  }

  #endLongLine(terminated: boolean): LongLine {
    const line = this.#longLine!;
    line.end(terminated);
    this.#start = line.position;
    this.#longLine = undefined;
    return line;
  }
}
