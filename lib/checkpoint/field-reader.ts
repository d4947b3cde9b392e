import { SpillwayError } from '../errors.js';
import type { JsonValue } from '../records/json-value.js';

/**
 * Reads the JSON of a state file that may be damaged or forged. Each field is checked where it is read. One that is not
 * valid fails with `state-corrupt`; the message names the file, the field and the way out.
 */
export class FieldReader {
  readonly #file: string;
  readonly #name: string;
  readonly #value: unknown;
  readonly #wayOut: string;

  private constructor(file: string, name: string, value: unknown, wayOut: string) {
    this.#file = file;
    this.#name = name;
    this.#value = value;
    this.#wayOut = wayOut;
  }

  /** `wayOut` says what the user can do about a damaged file; messages end with it. */
  static parse(file: string, bytes: Uint8Array, wayOut: string): FieldReader {
    try {
      const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
      return new FieldReader(file, '', value, wayOut);
    } catch (cause) {
      throw new SpillwayError('state-corrupt', `${file} is damaged: it is not JSON; ${wayOut}`, {
        file,
        cause,
      });
    }
  }

  /** A member of an object. */
  field(name: string): FieldReader {
    const object = this.record();
    const path = this.#name === '' ? name : `${this.#name}.${name}`;
    return this.#inner(path, Object.hasOwn(object, name) ? object[name] : undefined);
  }

  /** The elements of an array. */
  items(): FieldReader[] {
    if (!Array.isArray(this.#value)) this.fail('a list');
    return this.#value.map((item: unknown, index) => this.#inner(`${this.#name}[${index}]`, item));
  }

  record(): Record<string, unknown> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) {
      this.fail('an object');
    }
    return this.#value as Record<string, unknown>;
  }

  /** A whole number of at least `min`. */
  integer(min = 0): number {
    if (!Number.isSafeInteger(this.#value) || (this.#value as number) < min) {
      this.fail(`a whole number of at least ${min}`);
    }
    return this.#value as number;
  }

  text(pattern = /^/): string {
    if (typeof this.#value !== 'string' || !pattern.test(this.#value)) this.fail(`a text like ${pattern}`);
    return this.#value;
  }

  flag(): boolean {
    if (typeof this.#value !== 'boolean') this.fail('true or false');
    return this.#value;
  }

  /** Anything. */
  json(): JsonValue {
    return this.#value as JsonValue;
  }

  get isNull(): boolean {
    return this.#value === null;
  }

  fail(expected: string): never {
    const found = JSON.stringify(this.#value)?.slice(0, 100) ?? 'absent';
    const field = this.#name === '' ? 'the whole' : `'${this.#name}'`;
    throw new SpillwayError(
      'state-corrupt',
      `${this.#file} is damaged: ${field} must be ${expected}, not ${found}; ${this.#wayOut}`,
      { file: this.#file, expected, found },
    );
  }

  #inner(name: string, value: unknown): FieldReader {
    return new FieldReader(this.#file, name, value, this.#wayOut);
  }
}
