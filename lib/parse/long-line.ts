const LINE_FEED_BYTES = 1;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Bytes that a reject shows of its line. */
const TEXT_BYTES = 1024;
/** These, and a byte order mark before them. */
const HEAD_BYTES = TEXT_BYTES + BYTE_ORDER_MARK.length;

/** A line that is longer than allowed: keeps what a reject needs, however long the line is. */
export class LongLine {
  readonly #from: number;
  #head = Buffer.alloc(0);
  #bytes = 0;
  #last = 0;
  #blank = true;
  #terminated = false;

  /** `from`: source offset of its first byte. */
  constructor(from: number) {
    this.#from = from;
  }

  /** Takes the next bytes of the line, without its LF. A byte order mark must be whole in the first piece. */
  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, piece.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
    this.#blank &&= isBlank(
      this.#bytes === 0 && this.#marked ? piece.subarray(BYTE_ORDER_MARK.length) : piece,
    );
    this.#bytes += piece.length;
    this.#last = piece.at(-1)!;
  }

  /** Call it at the line's LF (`terminated`), or at the end of the source. */
  end(terminated: boolean): void {
    this.#terminated = terminated;
  }

  /** Whether it is the last line of the source and has no line end. */
  get provisional(): boolean {
    return !this.#terminated;
  }

  /** Whether it holds only JSON white space: such a line is ignored, whatever its length. */
  get blank(): boolean {
    return this.#blank;
  }

  /** Source offset of the line: behind the byte order mark, if it has one. */
  get start(): number {
    return this.#from + this.#markBytes;
  }

  /** Bytes of the line without its line end. */
  get length(): number {
    const returned = this.#terminated && this.#last === CARRIAGE_RETURN;
    return this.#bytes - this.#markBytes - (returned ? 1 : 0);
  }

  /** Source offset behind its line end. */
  get position(): number {
    return this.#from + this.#bytes + (this.#terminated ? LINE_FEED_BYTES : 0);
  }

  /** Its first KiB. */
  get text(): Buffer {
    return this.#head.subarray(this.#markBytes).subarray(0, Math.min(TEXT_BYTES, this.length));
  }

  get #markBytes(): number {
    return this.#marked ? BYTE_ORDER_MARK.length : 0;
  }

  get #marked(): boolean {
    return this.#from === 0 && this.#head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  }
}

function isBlank(piece: Uint8Array): boolean {
  return piece.every((byte) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN);
}
