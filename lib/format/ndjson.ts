import { RowFormatter } from './row-formatter.js';

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** The longest escape in bytes: \u0000. */
const ESCAPE_BYTES = 6;
/** More than a line's fixed parts, or the quotes, commas and the 20 digits of a row. */
const ROW_OVERHEAD = 96;

/** The escape of each byte that a JSON string must escape, as JSON.stringify writes it. */
const ESCAPES: readonly (string | undefined)[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH
    ? JSON.stringify(String.fromCharCode(byte)).slice(1, -1)
    : undefined,
);
/** 1 for each byte that has an escape. */
const ESCAPED = Uint8Array.from(ESCAPES, (text) => Number(text !== undefined));

/**
 * One JSON object per line and user: `{"user_id":"7","attributes":{"city":"Oslo"},"events":{"page":2}}`. Attributes are
 * strings, events are numbers, names ascend by their UTF-8 bytes; a user without attributes or events has an empty object there.
 * With measures there is a third object, `"measures":{"orders":2}`: sums and numbers of different values are numbers, with all their
 * digits, others are strings.
 */
export class NdjsonFormatter extends RowFormatter {
  #state: 'none' | 'attributes' | 'events' | 'measures' = 'none';
  #measured = false;
  #first = true;

  protected override user(start: number, end: number, measured: boolean): void {
    this.reserve((end - start) * ESCAPE_BYTES + 2 * ROW_OVERHEAD);
    this.#endLine();
    this.putAscii('{"user_id":');
    this.#putString(start, end);
    this.putAscii(',"attributes":{');
    this.#state = 'attributes';
    this.#measured = measured;
    this.#first = true;
  }

  protected override attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    this.#beginMember(nameStart, nameEnd, valueEnd - nameStart);
    this.#putString(valueStart, valueEnd);
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    this.reserve(ROW_OVERHEAD);
    this.#beginEvents();
    this.#beginMember(nameStart, nameEnd, nameEnd - nameStart);
    this.putAscii(String(this.countOf(countAt)));
  }

  protected override measuredCount(nameStart: number, nameEnd: number, countAt: number): void {
    this.reserve(2 * ROW_OVERHEAD);
    this.#beginMeasures();
    this.#beginMember(nameStart, nameEnd, nameEnd - nameStart);
    this.putAscii(String(this.countOf(countAt)));
  }

  protected override measure(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
    isNumber: boolean,
  ): void {
    this.reserve(2 * ROW_OVERHEAD);
    this.#beginMeasures();
    this.#beginMember(nameStart, nameEnd, valueEnd - nameStart);
    if (!isNumber) this.#putString(valueStart, valueEnd);
    else for (let index = valueStart; index < valueEnd; index++) this.put(this.source[index]!);
  }

  protected override last(): void {
    this.reserve(ROW_OVERHEAD);
    this.#endLine();
  }

  #beginMember(nameStart: number, nameEnd: number, textBytes: number): void {
    this.reserve(textBytes * ESCAPE_BYTES + ROW_OVERHEAD);
    if (!this.#first) this.put(COMMA);
    this.#first = false;
    this.#putString(nameStart, nameEnd);
    this.put(COLON);
  }

  #beginEvents(): void {
    if (this.#state === 'events') return;
    this.putAscii('},"events":{');
    this.#state = 'events';
    this.#first = true;
  }

  #beginMeasures(): void {
    if (this.#state === 'measures') return;
    this.#beginEvents();
    this.putAscii('},"measures":{');
    this.#state = 'measures';
    this.#first = true;
  }

  #endLine(): void {
    if (this.#state === 'none') return;
    if (this.#measured) this.#beginMeasures();
    else this.#beginEvents();
    this.putAscii('}}\n');
    this.#state = 'none';
  }

  #putString(start: number, end: number): void {
    const { source } = this;
    this.put(QUOTE);
    for (let index = start; index < end; index++) {
      const byte = source[index]!;
      if (ESCAPED[byte] === 0) this.put(byte);
      else this.putAscii(ESCAPES[byte]!);
    }
    this.put(QUOTE);
  }
}
