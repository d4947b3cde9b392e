import { SHAPE_ATTRIBUTES, SHAPE_EVENT } from '../kernel/layout/columns.js';
import {
  BUCKET_BYTES,
  BUCKET_EMPTY,
  BUCKET_FIRST,
  BUCKET_KIND,
  BUCKET_LAST,
  BUCKET_LENGTH,
  BUCKET_NODE,
  BUCKET_SLOT,
  BUCKET_TARGET,
  BUCKET_TEXT,
  BUCKET_TYPE,
  NODE_BUCKETS,
  NODE_BYTES,
  NODE_MASK,
  NODE_SLOTS,
  NODE_SLOTS_END,
  SLOT_BYTES,
  SLOT_DATA,
  TABLE_DATA,
  TABLE_EVENT_TIMES,
  TABLE_ID,
  TABLE_INSTANTS,
  TABLE_NAME,
  TABLE_OTHERWISE,
  TABLE_ROOT,
  TABLE_SLOTS,
  TABLE_SLOTS_END,
  TABLE_TIMESTAMP,
  TABLE_TYPE,
  TABLE_TYPES,
  TABLE_USER,
  TABLE_WORDS,
} from '../kernel/layout/field-table.js';
import { type FieldMapping, PATH_FIELDS, type PathField, type RecordKind } from './mapping.js';

/** What the names of one object lead to: an object further in, or, where a path ends, the number of a slot. */
type Tree = Map<string, Tree | number>;

const FIELD_WORDS: Readonly<Record<PathField, number>> = {
  user_id: TABLE_USER,
  type: TABLE_TYPE,
  id: TABLE_ID,
  name: TABLE_NAME,
  timestamp: TABLE_TIMESTAMP,
  data: TABLE_DATA,
};

const KIND_BITS: Readonly<Record<RecordKind, number>> = {
  event: SHAPE_EVENT,
  attributes: SHAPE_ATTRIBUTES,
  both: SHAPE_EVENT | SHAPE_ATTRIBUTES,
  ignored: 0,
};

/** Buckets for each name, at least: few names then share one, known or not. */
const BUCKETS_PER_NAME = 4;

/**
 * The bytes of the field table (see field-table.ts) of a mapping, as they must stand at `address`. `eventTimes`: whether the
 * times of events are read, too.
 */
export function compileMapping(mapping: FieldMapping, address: number, eventTimes = false): Uint8Array {
  return new TableWriter(address).write(mapping, eventTimes);
}

class TableWriter {
  readonly #address: number;
  #bytes = Buffer.alloc(TABLE_WORDS * 4);

  constructor(address: number) {
    this.#address = address;
  }

  write(mapping: FieldMapping, eventTimes: boolean): Uint8Array {
    const { tree, slotOf, count } = treeOf(mapping);
    const slots = this.#reserve(count * SLOT_BYTES);
    const slotAt = (index: number) => slots + index * SLOT_BYTES;
    for (const path of mapping.data) this.#word(slotAt(slotOf(path)) + SLOT_DATA, 1);
    const header = (word: number, value: number) => this.#word(this.#address + word * 4, value);
    header(TABLE_ROOT, this.#writeNode(tree, slotAt));
    const types = Object.entries(mapping.types).map(([type, kind]): [string, number, number] => [
      type,
      BUCKET_TYPE,
      KIND_BITS[kind],
    ]);
    header(TABLE_TYPES, this.#writeBuckets(types));
    header(TABLE_OTHERWISE, KIND_BITS[mapping.otherwise]);
    header(TABLE_INSTANTS, mapping.time === 'iso-8601' ? 1 : 0);
    header(TABLE_EVENT_TIMES, eventTimes ? 1 : 0);
    header(TABLE_SLOTS, slots);
    header(TABLE_SLOTS_END, slotAt(count));
    for (const field of PATH_FIELDS) {
      // A field without a path has a candidate that stays empty.
      const candidates = mapping[field].length === 0 ? [count - 1] : mapping[field].map(slotOf);
      const list = this.#reserve(candidates.length * 4);
      for (const [index, slot] of candidates.entries()) this.#word(list + index * 4, slotAt(slot));
      header(FIELD_WORDS[field], list);
      header(FIELD_WORDS[field] + 1, list + candidates.length * 4);
    }
    return this.#bytes;
  }

  #writeNode(tree: Tree, slotAt: (index: number) => number): number {
    const names = [...tree].map(([name, next]): [string, number, number] =>
      typeof next === 'number'
        ? [name, BUCKET_SLOT, slotAt(next)]
        : [name, BUCKET_NODE, this.#writeNode(next, slotAt)],
    );
    const node = this.#writeBuckets(names);
    const slots = slotsOf(tree);
    this.#word(node + NODE_SLOTS, slotAt(Math.min(...slots)));
    this.#word(node + NODE_SLOTS_END, slotAt(Math.max(...slots) + 1));
    return node;
  }

  /** A node whose buckets hold these texts, each with its kind and target. */
  #writeBuckets(texts: readonly [string, number, number][]): number {
    const count = 2 ** Math.ceil(Math.log2(Math.max(1, texts.length * BUCKETS_PER_NAME)));
    const node = this.#reserve(NODE_BYTES);
    const buckets = this.#reserve(count * BUCKET_BYTES);
    this.#word(node + NODE_BUCKETS, buckets);
    this.#word(node + NODE_MASK, count - 1);
    for (const [text, kind, target] of texts) {
      const name = Buffer.from(text);
      const [first, last] = endsOf(name);
      const at = this.#reserve(name.length);
      this.#bytes.set(name, at - this.#address);
      let index = hashOf(first, last, name.length) & (count - 1);
      while (this.#bytes[buckets + index * BUCKET_BYTES + BUCKET_KIND - this.#address] !== BUCKET_EMPTY) {
        index = (index + 1) & (count - 1);
      }
      const bucket = buckets + index * BUCKET_BYTES;
      this.#bytes.writeBigUInt64LE(first, bucket + BUCKET_FIRST - this.#address);
      this.#bytes.writeBigUInt64LE(last, bucket + BUCKET_LAST - this.#address);
      this.#word(bucket + BUCKET_LENGTH, name.length);
      this.#word(bucket + BUCKET_TEXT, at);
      this.#word(bucket + BUCKET_KIND, kind);
      this.#word(bucket + BUCKET_TARGET, target);
    }
    return node;
  }

  #word(address: number, value: number): void {
    this.#bytes.writeUInt32LE(value, address - this.#address);
  }

  /** Room at the end; its address is a multiple of 8. */
  #reserve(bytes: number): number {
    const start = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.ceil(bytes / 8) * 8)]);
    return this.#address + start;
  }
}

/** Slots are numbered so that those below one object follow each other; the last one, which no path leads to, stays empty. */
function treeOf(mapping: FieldMapping) {
  const tree: Tree = new Map();
  for (const path of PATH_FIELDS.flatMap((field) => mapping[field])) {
    let node = tree;
    for (const name of path.slice(0, -1)) {
      const inner = (node.get(name) as Tree | undefined) ?? new Map();
      node.set(name, inner);
      node = inner;
    }
    node.set(path.at(-1)!, 0);
  }
  let count = 0;
  const number = (node: Tree): void => {
    for (const [name, next] of node) {
      if (typeof next === 'number') node.set(name, count++);
      else number(next);
    }
  };
  number(tree);
  const slotOf = (path: readonly string[]): number =>
    path.reduce((next: Tree | number, name) => (next as Tree).get(name)!, tree) as number;
  return { tree, slotOf, count: count + 1 };
}

function slotsOf(tree: Tree): number[] {
  return [...tree.values()].flatMap((next) => (typeof next === 'number' ? [next] : slotsOf(next)));
}

/** First and last eight bytes, as assembly/field-table.ts reads them. */
function endsOf(name: Buffer): [bigint, bigint] {
  const padded = Buffer.concat([name, Buffer.alloc(8)]);
  const first = padded.readBigUInt64LE(0);
  return [first, name.length < 8 ? first : name.readBigUInt64LE(name.length - 8)];
}

/** As findText in assembly/field-table.ts. */
function hashOf(first: bigint, last: bigint, length: number): number {
  const rotated = BigInt.asUintN(64, last << 29n) | (last >> 35n);
  return Number(BigInt.asUintN(64, (first ^ rotated ^ BigInt(length)) * 0x9e3779b97f4a7c15n) >> 40n);
}
