import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import { type ColumnValue, ColumnValues } from './column-values.js';
import type { SummaryFormatter } from './output-format.js';
import type { SummaryColumn } from './summary-column.js';

/** Summaries as one row a user, with a value or nothing for each column. Its subclasses write the rows. */
export abstract class WideRows extends SummaryRows implements SummaryFormatter {
  readonly #values: ColumnValues;
  /** The user whose facts are being collected, which may continue in the next batch. */
  #user: string | undefined;

  constructor(columns: readonly SummaryColumn[]) {
    super();
    this.#values = new ColumnValues(columns);
  }

  format(batch: SummaryBatch): Uint8Array {
    this.visit(batch);
    return this.take();
  }

  end(): Uint8Array {
    this.#endUser();
    return this.finish();
  }

  /** Writes the row of a user. */
  protected abstract row(user: string, values: readonly ColumnValue[]): void;

  /** The bytes since the last call. */
  protected abstract take(): Uint8Array;

  /** The bytes since the last call, after the last row. */
  protected abstract finish(): Uint8Array;

  protected override user(start: number, end: number): void {
    this.#endUser();
    this.#user = textOf(this.source, start, end);
  }

  protected override attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    if (!this.#values.mayBe(nameEnd - nameStart)) return;
    const value = () => this.source.slice(valueStart, valueEnd);
    this.#values.set('attribute', textOf(this.source, nameStart, nameEnd), value);
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    if (!this.#values.mayBe(nameEnd - nameStart)) return;
    this.#values.set('event', textOf(this.source, nameStart, nameEnd), () => this.countOf(countAt));
  }

  protected override measuredCount(nameStart: number, nameEnd: number, countAt: number): void {
    if (!this.#values.mayBe(nameEnd - nameStart)) return;
    this.#values.set('measure', textOf(this.source, nameStart, nameEnd), () => this.countOf(countAt));
  }

  protected override measure(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
    isNumber: boolean,
  ): void {
    if (!this.#values.mayBe(nameEnd - nameStart)) return;
    const bytes = () => this.source.slice(valueStart, valueEnd);
    const value = () => (isNumber ? { number: textOf(bytes()) } : bytes());
    this.#values.set('measure', textOf(this.source, nameStart, nameEnd), value);
  }

  #endUser(): void {
    if (this.#user !== undefined) this.row(this.#user, this.#values.take());
    this.#user = undefined;
  }
}

/** The text at some bytes. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}
