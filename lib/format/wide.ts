import type { ColumnValue } from './column-values.js';
import type { SummaryColumn } from './summary-column.js';
import { textOf, WideRows } from './wide-rows.js';

abstract class WideText extends WideRows {
  #text = '';

  protected put(text: string): void {
    this.#text += text;
  }

  protected override take(): Uint8Array {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    return bytes;
  }

  protected override finish(): Uint8Array {
    return this.take();
  }
}

/** `{"user_id":"7","city":"Oslo","page":3}`; a column without a value is `null`. */
export class WideNdjsonFormatter extends WideText {
  /** What comes before each value. */
  readonly #names: readonly string[];

  constructor(columns: readonly SummaryColumn[]) {
    super(columns);
    this.#names = columns.map(({ label }) => `,${JSON.stringify(label)}:`);
  }

  protected override row(user: string, values: readonly ColumnValue[]): void {
    const members = values.map((value, index) => `${this.#names[index]}${jsonOf(value)}`);
    this.put(`{"user_id":${JSON.stringify(user)}${members.join('')}}\n`);
  }
}

function jsonOf(value: ColumnValue): string {
  if (value === undefined) return 'null';
  if (value instanceof Uint8Array) return JSON.stringify(textOf(value));
  return typeof value === 'bigint' ? String(value) : value.number;
}

/** A row of names, then one a user; a column without a value is an empty field, an empty text a quoted one. */
export class WideCsvFormatter extends WideText {
  /** `header`: whether to begin with a row of names. */
  constructor(columns: readonly SummaryColumn[], header: boolean) {
    super(columns);
    if (header) this.put(`${['user_id', ...columns.map(({ label }) => label)].map(fieldOf).join(',')}\n`);
  }

  protected override row(user: string, values: readonly ColumnValue[]): void {
    this.put(`${[user, ...values].map(fieldOf).join(',')}\n`);
  }
}

function fieldOf(value: ColumnValue | string): string {
  if (value === undefined) return '';
  const text =
    value instanceof Uint8Array ? textOf(value) : typeof value === 'object' ? value.number : String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
