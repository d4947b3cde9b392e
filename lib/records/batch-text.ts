import { isAscii } from 'node:buffer';

/** The texts of a batch. Most batches are ASCII, and then all of it is decoded at once: that takes less than a few of its texts. */
export class BatchText {
  readonly #bytes: Buffer;
  #ascii: string | undefined;
  #isAscii: boolean | undefined;

  constructor({ buffer, byteOffset, length }: Uint8Array) {
    this.#bytes = Buffer.from(buffer, byteOffset, length);
  }

  slice(start: number, end: number): string {
    if (this.#isAscii === undefined) {
      this.#isAscii = isAscii(this.#bytes);
      if (this.#isAscii) this.#ascii = this.#bytes.toString('latin1');
    }
    return this.#ascii === undefined
      ? this.#bytes.toString('utf8', start, end)
      : this.#ascii.substring(start, end);
  }
}
