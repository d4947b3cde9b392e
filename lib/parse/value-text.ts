import type { Token } from 'stream-json/core/parser.js';

/** Joins the tokens of top-level values to their JSON text. A top-level array is left out; its elements are the values. */
export class ValueText {
  readonly #limit: number;
  #parts: string[] = [];
  #length = 0;
  #depth = 0;
  /** Whether the values are elements of a top-level array that is open. */
  #wrapped = false;
  /** Whether a comma must come before the next key, value or element. */
  #comma = false;

  /** `limit`: the most characters of a text. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get tooLong(): boolean {
    return this.#length > this.#limit;
  }

  /** Whether no value and no top-level array is open. */
  get complete(): boolean {
    return this.#depth === 0 && !this.#wrapped;
  }

  /** Takes the next token. Returns whether it completes a value. */
  push(token: Token): boolean {
    switch (token.name) {
      case 'startArray':
        if (this.#depth === 0 && !this.#wrapped) {
          this.#wrapped = true;
          return false;
        }
        return this.#open('[');
      case 'startObject':
        return this.#open('{');
      case 'endArray':
        if (this.#depth === 0) {
          this.#wrapped = false;
          return false;
        }
        return this.#close(']');
      case 'endObject':
        return this.#close('}');
      case 'keyValue':
        this.#write(`${JSON.stringify(token.value)}:`);
        this.#comma = false;
        return false;
      case 'stringValue':
        return this.#scalar(JSON.stringify(token.value));
      case 'numberValue':
        return this.#scalar(token.value);
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        return this.#scalar(String(token.value));
      default:
        return false;
    }
  }

  /** The text of the completed value. */
  take(): Buffer {
    const text = Buffer.from(this.#parts.join(''));
    this.#parts = [];
    this.#length = 0;
    this.#comma = false;
    return text;
  }

  #open(bracket: string): boolean {
    this.#write(bracket);
    this.#comma = false;
    this.#depth++;
    return false;
  }

  #close(bracket: string): boolean {
    this.#comma = false;
    this.#depth--;
    return this.#scalar(bracket);
  }

  #scalar(text: string): boolean {
    this.#write(text);
    this.#comma = true;
    return this.#depth === 0;
  }

  #write(text: string): void {
    const separated = this.#comma ? `,${text}` : text;
    this.#length += separated.length;
    if (!this.tooLong) this.#parts.push(separated);
  }
}
