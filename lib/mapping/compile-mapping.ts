import { SHAPE_ATTRIBUTES, SHAPE_EVENT } from '../kernel/layout/columns.js';
import {
  BUCKET_BYTES,
  BUCKET_EMPTY,
  BUCKET_EVENT,
  BUCKET_FIRST,
  BUCKET_KIND,
  BUCKET_LAST,
  BUCKET_LENGTH,
  BUCKET_NODE,
  BUCKET_SLOT,
  BUCKET_SLOT_AND_NODE,
  BUCKET_TARGET,
  BUCKET_TEXT,
  BUCKET_TYPE,
  CHECK_BYTES,
  CHECK_COLUMN,
  CHECK_KIND,
  CHECK_MEASURE,
  COLUMN_BYTES,
  COLUMN_END,
  COLUMN_FIRST,
  COLUMN_TIMED,
  COLUMN_WRITTEN,
  NODE_BUCKETS,
  NODE_BYTES,
  NODE_MASK,
  NODE_SLOTS,
  NODE_SLOTS_END,
  SLOT_BYTES,
  SLOT_DATA,
  TABLE_CHECKS,
  TABLE_CHECKS_END,
  TABLE_COLUMNS,
  TABLE_COLUMNS_END,
  TABLE_DATA,
  TABLE_EVENT_TIMES,
  TABLE_EVENTS,
  TABLE_ID,
  TABLE_INSTANTS,
  TABLE_NAME,
  TABLE_OTHER_EVENTS,
  TABLE_OTHERWISE,
  TABLE_PLAIN,
  TABLE_ROOT,
  TABLE_SLOTS,
  TABLE_SLOTS_END,
  TABLE_TIMESTAMP,
  TABLE_TYPE,
  TABLE_TYPES,
  TABLE_USER,
  TABLE_WORDS,
} from '../kernel/layout/field-table.js';
import { type FieldMapping, type Measure, PATH_FIELDS, type PathField, type RecordKind } from './mapping.js';
import { checksOf, isWritten, needsTime } from './measure-checks.js';
import { type MeasureColumn, measureColumns } from './measure-columns.js';
import type { Path } from './path.js';
import { endsBelow, PathTree, type Place } from './path-tree.js';
import { endsOf, hashOf } from './text-hash.js';

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

/** A text, what it is, and what it leads to. */
type Bucket = readonly [text: string, kind: number, target: number];

class TableWriter {
  readonly #address: number;
  #bytes = Buffer.alloc(TABLE_WORDS * 4);

  constructor(address: number) {
    this.#address = address;
  }

  write(mapping: FieldMapping, eventTimes: boolean): Uint8Array {
    const { columns, columnOf } = measureColumns(mapping.measures ?? []);
    const paths = [
      ...PATH_FIELDS.flatMap((field) => mapping[field]),
      ...columns.flatMap((column) => column.paths),
    ];
    // The last slot, which no path leads to, stays empty.
    const tree = new PathTree(paths);
    const slots = this.#reserve((tree.ends + 1) * SLOT_BYTES);
    const slotAt = (index: number) => slots + index * SLOT_BYTES;
    const header = (word: number, value: number) => this.#word(this.#address + word * 4, value);
    const candidates = (of: readonly Path[]): [first: number, end: number] => {
      const indexes = of.length === 0 ? [tree.ends] : of.map((path) => tree.endOf(path));
      const list = this.#reserve(indexes.length * 4);
      for (const [index, slot] of indexes.entries()) this.#word(list + index * 4, slotAt(slot));
      return [list, list + indexes.length * 4];
    };
    for (const path of mapping.data) this.#word(slotAt(tree.endOf(path)) + SLOT_DATA, 1);
    header(TABLE_ROOT, this.#writeNode(tree.root, slotAt));
    const types = Object.entries(mapping.types).map(
      ([type, kind]): Bucket => [type, BUCKET_TYPE, KIND_BITS[kind]],
    );
    header(TABLE_TYPES, this.#writeBuckets(types));
    header(TABLE_OTHERWISE, KIND_BITS[mapping.otherwise]);
    header(TABLE_INSTANTS, mapping.time === 'iso-8601' ? 1 : 0);
    header(TABLE_PLAIN, mapping.plain === true ? 1 : 0);
    header(TABLE_EVENT_TIMES, eventTimes ? 1 : 0);
    header(TABLE_SLOTS, slots);
    header(TABLE_SLOTS_END, slotAt(tree.ends + 1));
    for (const field of PATH_FIELDS) {
      const [first, end] = candidates(mapping[field]);
      header(FIELD_WORDS[field], first);
      header(FIELD_WORDS[field] + 1, end);
    }
    if (columns.length > 0) this.#writeMeasures(mapping.measures!, columns, columnOf, candidates);
    return this.#bytes;
  }

  #writeMeasures(
    measures: readonly Measure[],
    columns: readonly MeasureColumn[],
    columnOf: readonly number[],
    candidates: (of: readonly Path[]) => [first: number, end: number],
  ): void {
    const header = (word: number, value: number) => this.#word(this.#address + word * 4, value);
    const lists = columns.map(({ paths }) => candidates(paths));
    const table = this.#reserve(columns.length * COLUMN_BYTES);
    for (const [index, [first, end]] of lists.entries()) {
      const own = measures.filter((_, measure) => columnOf[measure] === index);
      const at = table + index * COLUMN_BYTES;
      this.#word(at + COLUMN_FIRST, first);
      this.#word(at + COLUMN_END, end);
      this.#word(at + COLUMN_WRITTEN, own.some(isWritten) ? 1 : 0);
      this.#word(at + COLUMN_TIMED, own.some(needsTime) ? 1 : 0);
    }
    header(TABLE_COLUMNS, table);
    header(TABLE_COLUMNS_END, table + columns.length * COLUMN_BYTES);
    const checks = checksOf(measures, columnOf);
    const list = this.#reserve(checks.length * CHECK_BYTES);
    for (const [index, { kind, column, measure }] of checks.entries()) {
      const at = list + index * CHECK_BYTES;
      this.#word(at + CHECK_KIND, kind);
      this.#word(at + CHECK_COLUMN, column);
      this.#word(at + CHECK_MEASURE, measure);
    }
    header(TABLE_CHECKS, list);
    header(TABLE_CHECKS_END, list + checks.length * CHECK_BYTES);
    this.#set(this.#address + TABLE_OTHER_EVENTS * 4, columns, undefined);
    const names = [...new Set(columns.flatMap(({ events }) => events ?? []))];
    const events = names.map((name): Bucket => {
      const set = this.#reserve(8);
      this.#set(set, columns, name);
      return [name, BUCKET_EVENT, set];
    });
    header(TABLE_EVENTS, this.#writeBuckets(events));
  }

  /** Which columns count for events of a name; undefined: of a name that no column gives. */
  #set(address: number, columns: readonly MeasureColumn[], name: string | undefined): void {
    let set = 0n;
    for (const [index, { events }] of columns.entries()) {
      if (events === undefined || (name !== undefined && events.includes(name))) set |= 1n << BigInt(index);
    }
    this.#bytes.writeBigUInt64LE(set, address - this.#address);
  }

  #writeNode(places: ReadonlyMap<string, Place>, slotAt: (index: number) => number): number {
    const names = [...places].map(([name, { end, inner }]): Bucket => {
      if (inner === undefined) return [name, BUCKET_SLOT, slotAt(end!)];
      return [name, end === undefined ? BUCKET_NODE : BUCKET_SLOT_AND_NODE, this.#writeNode(inner, slotAt)];
    });
    const node = this.#writeBuckets(names);
    const [first, end] = endsBelow(places);
    this.#word(node + NODE_SLOTS, slotAt(first));
    this.#word(node + NODE_SLOTS_END, slotAt(end));
    return node;
  }

  /** A node whose buckets hold these texts, each with its kind and target. */
  #writeBuckets(texts: readonly Bucket[]): number {
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
