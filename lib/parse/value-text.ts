import type { Token } from 'stream-json/core/parser.js';

/** Puts the tokens of top-level values together again to their JSON text; arrays around them fall away. */
export class ValueText {
  readonly #limit: number;
  #parts: string[] = [];
  #length = 0;
  #depth = 0;
  /** Arrays around the values: at most one. */
  #wrapped = false;
  /** Whether a comma must come before the next key, value or element. */
  #comma = false;

  /** `limit`: characters from which a text is too long. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get tooLong(): boolean {
    return this.#length > this.#limit;
  }

  /** True where no value and no array around values is open. */
  get complete(): boolean {
    return this.#depth === 0 && !this.#wrapped;
  }

  /** Takes the next token; true if a value is whole with it. */
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

  /** The text of the value that is whole. */
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
