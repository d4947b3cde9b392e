import type { SummaryBatch } from '../records/summary-batch.js';

// The tags of rows, as kernel/assembly/summary-format.ts describes them.
const SUMMARY_USER = 0;
const SUMMARY_CONTINUED = 1;
const SUMMARY_ATTRIBUTE = 2;

/** Bytes of an event's count, before its name. */
const COUNT_BYTES = 8;
const INITIAL_BYTES = 2 ** 16;

/** Summaries → text, batch by batch: the core of `format`. */
export interface SummaryFormatter {
  /** What the batch completes or goes on with. */
  format(batch: SummaryBatch): Buffer;
  /** What is left to be written when the last batch has come. */
  end(): Buffer;
}

/**
 * Hands a batch's rows to its subclass one by one, as spans of bytes, and collects what that writes. Nothing is made of
 * a row, no string and no object, and nothing of a user is held but the id, however many rows there are.
 */
export abstract class RowFormatter implements SummaryFormatter {
  /** The batch whose rows are being written. */
  protected source: Uint8Array = new Uint8Array(0);
  #output = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #length = 0;
  // Of the varint or text read last.
  #value = 0;
  #next = 0;

  format({ bytes }: SummaryBatch): Buffer {
    this.source = bytes;
    for (let index = 0; index < bytes.length; index = this.#next) this.#formatRow(index);
    return this.#take();
  }

  end(): Buffer {
    this.last();
    return this.#take();
  }

  /** A user begins; all rows until the next user are this one's. */
  protected abstract user(start: number, end: number): void;
  protected abstract attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void;
  protected abstract event(nameStart: number, nameEnd: number, count: string): void;
  /** No row comes any more. */
  protected abstract last(): void;

  /** Makes room for `bytes` more. */
  protected reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#output.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#output.length));
    this.#output.copy(larger, 0, 0, this.#length);
    this.#output = larger;
  }

  /** Writes one byte, for which there must be room. */
  protected put(byte: number): void {
    this.#output[this.#length++] = byte;
  }

  /** Writes a text of ASCII alone, for which there must be room. */
  protected putAscii(text: string): void {
    for (let index = 0; index < text.length; index++) this.put(text.charCodeAt(index));
  }

  #formatRow(index: number): void {
    const tag = this.source[index];
    if (tag === SUMMARY_USER || tag === SUMMARY_CONTINUED) {
      const start = this.#readLength(index + 1);
      if (tag === SUMMARY_USER) this.user(start, this.#next);
    } else if (tag === SUMMARY_ATTRIBUTE) {
      const nameStart = this.#readLength(index + 1);
      const nameEnd = this.#next;
      const valueStart = this.#readLength(nameEnd);
      this.attribute(nameStart, nameEnd, valueStart, this.#next);
    } else {
      const nameStart = this.#readLength(index + 1 + COUNT_BYTES);
      this.event(nameStart, this.#next, this.#countAt(index + 1));
    }
  }

  /** Reads the length of a text at `index`; returns where the text begins, and leaves where it ends in `#next`. */
  #readLength(index: number): number {
    this.#value = 0;
    let at = index;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.source[at++]!;
      this.#value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    this.#next = at + this.#value;
    return at;
  }

  #countAt(index: number): string {
    const view = new DataView(this.source.buffer, this.source.byteOffset + index, COUNT_BYTES);
    return String(view.getBigUint64(0, true));
  }

  #take(): Buffer {
    const bytes = Buffer.from(this.#output.subarray(0, this.#length));
    this.#length = 0;
    return bytes;
  }
}
