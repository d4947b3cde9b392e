import {
  SUMMARY_ATTRIBUTE,
  SUMMARY_CONTINUED,
  SUMMARY_COUNT_BYTES,
  SUMMARY_EVENT,
  SUMMARY_MEASURED_USER,
  SUMMARY_NUMBER,
  SUMMARY_USER,
  SUMMARY_VALUE,
} from '../kernel/layout/summary.js';
import type { SummaryBatch } from './summary-batch.js';

/**
 * Hands the rows of a batch to its subclass one by one, as spans of bytes. It makes no string and no object of a row, and
 * holds nothing of a user, however many rows there are.
 */
export abstract class SummaryRows {
  /** The batch whose rows are being visited. */
  protected source: Uint8Array = new Uint8Array(0);
  // Of the text read last.
  #next = 0;

  protected visit({ bytes }: SummaryBatch): void {
    this.source = bytes;
    for (let index = 0; index < bytes.length; index = this.#next) this.#visitRow(index);
  }

  /** A user begins; all rows until the next user belong to this one. `measured`: the user has measures, perhaps without a value. */
  protected abstract user(start: number, end: number, measured: boolean): void;
  protected abstract attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void;
  /** `countAt`: where its count is, for `countOf`. */
  protected abstract event(nameStart: number, nameEnd: number, countAt: number): void;

  /** A measure that counts different values. Default: it is passed over. */
  protected measuredCount(_nameStart: number, _nameEnd: number, _countAt: number): void {}
  /** A measure that is a number, or one of its values. Default: it is passed over. */
  protected measure(
    _nameStart: number,
    _nameEnd: number,
    _valueStart: number,
    _valueEnd: number,
    _isNumber: boolean,
  ): void {}

  protected countOf(countAt: number): bigint {
    const { buffer, byteOffset } = this.source;
    return new DataView(buffer, byteOffset + countAt, SUMMARY_COUNT_BYTES).getBigUint64(0, true);
  }

  #visitRow(index: number): void {
    const tag = this.source[index];
    if (tag === SUMMARY_USER || tag === SUMMARY_CONTINUED || tag === SUMMARY_MEASURED_USER) {
      const start = this.#readLength(index + 1);
      if (tag !== SUMMARY_CONTINUED) this.user(start, this.#next, tag === SUMMARY_MEASURED_USER);
    } else if (tag === SUMMARY_ATTRIBUTE || tag === SUMMARY_NUMBER || tag === SUMMARY_VALUE) {
      const nameStart = this.#readLength(index + 1);
      const nameEnd = this.#next;
      const valueStart = this.#readLength(nameEnd);
      if (tag === SUMMARY_ATTRIBUTE) this.attribute(nameStart, nameEnd, valueStart, this.#next);
      else this.measure(nameStart, nameEnd, valueStart, this.#next, tag === SUMMARY_NUMBER);
    } else {
      const nameStart = this.#readLength(index + 1 + SUMMARY_COUNT_BYTES);
      if (tag === SUMMARY_EVENT) this.event(nameStart, this.#next, index + 1);
      else this.measuredCount(nameStart, this.#next, index + 1);
    }
  }

  /** Reads the length of a text at `index`; returns where the text begins, and leaves where it ends in `#next`. */
  #readLength(index: number): number {
    let length = 0;
    let at = index;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.source[at++]!;
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    this.#next = at + length;
    return at;
  }
}
