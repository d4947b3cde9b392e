import type { Span } from './json-spans.js';

const MIN_BYTES = 2 ** 16;

/** Bytes that grow at the end. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(MIN_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The bytes written; void after the next write. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The last byte written. */
  get last(): number | undefined {
    return this.#bytes[this.#length - 1];
  }

  clear(): void {
    this.#length = 0;
  }

  /** Forgets what was written behind `length`. */
  cut(length: number): void {
    this.#length = length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  span({ bytes, start, end }: Span): void {
    this.slice(bytes, start, end);
  }

  all(bytes: Uint8Array): void {
    this.slice(bytes, 0, bytes.length);
  }

  slice(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    let to = this.#length;
    // A call costs more than some bytes.
    if (end - start < 24) for (let from = start; from < end; from++) this.#bytes[to++] = bytes[from]!;
    else this.#bytes.set(bytes.subarray(start, end), to);
    this.#length += end - start;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#length + bytes));
    larger.set(this.written);
    this.#bytes = larger;
  }
}
