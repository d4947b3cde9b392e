import {
  BUCKET_BYTES,
  BUCKET_EMPTY,
  BUCKET_FIRST,
  BUCKET_FORMS,
  BUCKET_KIND,
  BUCKET_LAST,
  BUCKET_LENGTH,
  BUCKET_TARGET,
  BUCKET_TEXT,
  NODE_BUCKETS,
  NODE_BYTES,
  NODE_MASK,
  TABLE_WORDS,
} from '../kernel/layout/field-table.js';
import { endsOf, hashOf } from './text-hash.js';

/** Buckets for each name, at least: few names then share one, known or not. */
const BUCKETS_PER_NAME = 4;

/** A text, what it is, what it leads to, and the forms of what stands there. */
export type Bucket = readonly [text: string, kind: number, target: number, forms?: number];

/** The bytes of a field table, which grow at the end. All places in them are addresses. */
export class TableBytes {
  readonly #address: number;
  #bytes = Buffer.alloc(TABLE_WORDS * 4);

  /** The table will stand at `address`. */
  constructor(address: number) {
    this.#address = address;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  word(address: number, value: number): void {
    this.#bytes.writeUInt32LE(value, address - this.#address);
  }

  longWord(address: number, value: bigint): void {
    this.#bytes.writeBigUInt64LE(value, address - this.#address);
  }

  /** A word of the header. */
  header(word: number, value: number): void {
    this.word(this.headerAt(word), value);
  }

  headerAt(word: number): number {
    return this.#address + word * 4;
  }

  /** Room at the end; its address is a multiple of 8. */
  reserve(bytes: number): number {
    const start = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.ceil(bytes / 8) * 8)]);
    return this.#address + start;
  }

  /** A text, and where it stands. */
  text(bytes: Uint8Array): number {
    const at = this.reserve(bytes.length);
    this.#bytes.set(bytes, at - this.#address);
    return at;
  }

  /** Words in a row: where they begin and end. */
  list(words: readonly number[]): [first: number, end: number] {
    const first = this.reserve(words.length * 4);
    for (const [index, word] of words.entries()) this.word(first + index * 4, word);
    return [first, first + words.length * 4];
  }

  /** A node whose buckets hold these texts, each with its kind and target. */
  node(texts: readonly Bucket[]): number {
    const count = 2 ** Math.ceil(Math.log2(Math.max(1, texts.length * BUCKETS_PER_NAME)));
    const node = this.reserve(NODE_BYTES);
    const buckets = this.reserve(count * BUCKET_BYTES);
    this.word(node + NODE_BUCKETS, buckets);
    this.word(node + NODE_MASK, count - 1);
    for (const [text, kind, target, forms = 0] of texts) {
      const name = Buffer.from(text);
      const [first, last] = endsOf(name);
      const at = this.text(name);
      let index = hashOf(first, last, name.length) & (count - 1);
      while (this.#bytes[buckets + index * BUCKET_BYTES + BUCKET_KIND - this.#address] !== BUCKET_EMPTY) {
        index = (index + 1) & (count - 1);
      }
      const bucket = buckets + index * BUCKET_BYTES;
      this.longWord(bucket + BUCKET_FIRST, first);
      this.longWord(bucket + BUCKET_LAST, last);
      this.word(bucket + BUCKET_LENGTH, name.length);
      this.word(bucket + BUCKET_TEXT, at);
      this.word(bucket + BUCKET_KIND, kind);
      this.word(bucket + BUCKET_TARGET, target);
      this.word(bucket + BUCKET_FORMS, forms);
    }
    return node;
  }
}
