// fast-csv's formatter drops every NUL, so different texts could become equal. Hence this one.
import { RowFormatter } from './row-formatter.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const HEADER = 'user_id,kind,name,value\n';
/** More than the commas, quotes, the kind and the 20 digits of a row. */
const ROW_OVERHEAD = 64;

/**
 * CSV in long form, one row per fact: `user_id,kind,name,value`, where `kind` is `attribute`, `event` or `measure` and the value of
 * an event is its count. The rows of a user follow each other, attributes first, measures last. A user without facts has one row with only
 * the id: `7,,,`. Fields with a comma, a quote, LF or CR are quoted, and quotes in them doubled (RFC 4180); rows end in LF.
 */
export class CsvFormatter extends RowFormatter {
  /** The user field of the current rows, which may continue in the next batch. */
  #user: Uint8Array = new Uint8Array(0);
  /** Whether that user has no row yet. */
  #pending = false;
  #header: boolean;

  /** `header`: whether to begin with a row of field names. */
  constructor(header: boolean) {
    super();
    this.#header = header;
  }

  protected override user(start: number, end: number): void {
    this.last();
    this.#user = this.source.slice(start, end);
    this.#pending = true;
  }

  protected override attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    this.#putText('attribute', nameStart, nameEnd, valueStart, valueEnd);
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    this.#putCount('event', nameStart, nameEnd, countAt);
  }

  protected override measuredCount(nameStart: number, nameEnd: number, countAt: number): void {
    this.#putCount('measure', nameStart, nameEnd, countAt);
  }

  protected override measure(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#putText('measure', nameStart, nameEnd, valueStart, valueEnd);
  }

  #putText(kind: string, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#beginRow(kind, valueEnd - nameStart);
    this.#putField(this.source, nameStart, nameEnd);
    this.put(COMMA);
    this.#putField(this.source, valueStart, valueEnd);
    this.put(LINE_FEED);
  }

  #putCount(kind: string, nameStart: number, nameEnd: number, countAt: number): void {
    this.#beginRow(kind, nameEnd - nameStart);
    this.#putField(this.source, nameStart, nameEnd);
    this.put(COMMA);
    this.putAscii(String(this.countOf(countAt)));
    this.put(LINE_FEED);
  }

  protected override last(): void {
    this.reserve(HEADER.length);
    if (this.#header) this.putAscii(HEADER);
    this.#header = false;
    if (!this.#pending) return;
    this.#beginRow('', 0);
    this.put(COMMA);
    this.put(LINE_FEED);
  }

  #beginRow(kind: string, textBytes: number): void {
    const user = this.#user;
    this.reserve(2 * (user.length + textBytes) + ROW_OVERHEAD);
    this.#putField(user, 0, user.length);
    this.put(COMMA);
    this.putAscii(kind);
    this.put(COMMA);
    this.#pending = false;
  }

  #putField(bytes: Uint8Array, start: number, end: number): void {
    const quoted = needsQuotes(bytes, start, end);
    if (quoted) this.put(QUOTE);
    for (let index = start; index < end; index++) {
      const byte = bytes[index]!;
      if (byte === QUOTE) this.put(QUOTE);
      this.put(byte);
    }
    if (quoted) this.put(QUOTE);
  }
}

function needsQuotes(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if (byte === COMMA || byte === QUOTE || byte === LINE_FEED || byte === CARRIAGE_RETURN) return true;
  }
  return false;
}
