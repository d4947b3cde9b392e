import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import type { SummaryFormatter } from './output-format.js';

const INITIAL_BYTES = 2 ** 16;

/** Collects what its subclass writes for the rows of a batch. */
export abstract class RowFormatter extends SummaryRows implements SummaryFormatter {
  #output = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #length = 0;

  format(batch: SummaryBatch): Uint8Array {
    this.visit(batch);
    return this.#take();
  }

  end(): Uint8Array {
    this.last();
    return this.#take();
  }

  /** Called after the last row. */
  protected abstract last(): void;

  /** Makes room for `bytes` more. */
  protected reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#output.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#output.length));
    this.#output.copy(larger, 0, 0, this.#length);
    this.#output = larger;
  }

  /** Writes one byte; `reserve` must have made room. */
  protected put(byte: number): void {
    this.#output[this.#length++] = byte;
  }

  /** Writes an ASCII text; `reserve` must have made room. */
  protected putAscii(text: string): void {
    for (let index = 0; index < text.length; index++) this.put(text.charCodeAt(index));
  }

  #take(): Uint8Array {
    const bytes = this.#output.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }
}
