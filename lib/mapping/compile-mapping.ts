import { SHAPE_ATTRIBUTES, SHAPE_EVENT } from '../kernel/layout/columns.js';
import {
  BUCKET_NODE,
  BUCKET_OPENED,
  BUCKET_SLOT,
  BUCKET_SLOT_AND_NODE,
  BUCKET_TYPE,
  FORM_EXCLUDED,
  FORM_JSON,
  FORM_KIND,
  FORM_PAIRS,
  NODE_SLOT,
  NODE_SLOTS,
  NODE_SLOTS_END,
  SLOT_BYTES,
  SLOT_EXCLUDED,
  SLOT_MODE,
  TABLE_DATA,
  TABLE_EVENT_TIMES,
  TABLE_ID,
  TABLE_INSTANTS,
  TABLE_NAME,
  TABLE_OTHERWISE,
  TABLE_PLAIN,
  TABLE_ROOT,
  TABLE_SLOTS,
  TABLE_SLOTS_END,
  TABLE_TIMESTAMP,
  TABLE_TYPE,
  TABLE_TYPES,
  TABLE_USER,
} from '../kernel/layout/field-table.js';
import { compileForms } from './compile-forms.js';
import { compileMeasures } from './compile-measures.js';
import { FieldTrees } from './field-trees.js';
import { type FieldMapping, PATH_FIELDS, type PathField, type RecordKind } from './mapping.js';
import type { Path } from './path.js';
import { endsBelow, type Place } from './path-tree.js';
import { type Bucket, TableBytes } from './table-bytes.js';

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

/**
 * The bytes of the field table (see field-table.ts) of a mapping, as they must stand at `address`. `eventTimes`: whether the
 * times of events are read, too.
 */
export function compileMapping(mapping: FieldMapping, address: number, eventTimes = false): Uint8Array {
  const table = new TableBytes(address);
  const trees = new FieldTrees(mapping);
  // The last slot, which no path leads to, stays empty.
  const { end } = trees.firstSlots;
  const slots = table.reserve((end + 1) * SLOT_BYTES);
  const slotAt = (index: number) => slots + index * SLOT_BYTES;
  const candidates = (of: readonly Path[]) =>
    table.list(of.length === 0 ? [slotAt(end)] : of.map((path) => slotAt(trees.slotOf(path))));
  const node = (place: Place, first: number) =>
    writeNode(table, trees, place, (index) => slotAt(first + index));
  table.header(TABLE_ROOT, node(trees.record.root, 0));
  const types = Object.entries(mapping.types).map(
    ([type, kind]): Bucket => [type, BUCKET_TYPE, KIND_BITS[kind]],
  );
  table.header(TABLE_TYPES, table.node(types));
  table.header(TABLE_OTHERWISE, KIND_BITS[mapping.otherwise]);
  table.header(TABLE_INSTANTS, mapping.time === 'iso-8601' ? 1 : 0);
  table.header(TABLE_PLAIN, mapping.plain === true ? 1 : 0);
  table.header(TABLE_EVENT_TIMES, eventTimes ? 1 : 0);
  table.header(TABLE_SLOTS, slots);
  table.header(TABLE_SLOTS_END, slotAt(trees.record.ends));
  for (const field of PATH_FIELDS) {
    const [first, last] = candidates(mapping[field]);
    table.header(FIELD_WORDS[field], first);
    table.header(FIELD_WORDS[field] + 1, last);
  }
  compileMeasures(table, mapping.measures ?? [], candidates);
  if (mapping.forms !== undefined) compileForms(trees, { table, slots, node, candidates });
  return table.bytes;
}

/** Writes the node of an object, and the modes of the slots in it. */
function writeNode(
  table: TableBytes,
  trees: FieldTrees,
  place: Place,
  slotAt: (index: number) => number,
): number {
  const inner = place.inner!;
  const buckets = [...inner].map(([name, at]): Bucket => {
    const forms =
      (trees.json.has(at) ? FORM_JSON : 0) |
      (trees.pairs.has(at) ? FORM_PAIRS : 0) |
      (trees.excluded.has(at) ? FORM_EXCLUDED : 0);
    const [kind, target] = bucketOf(table, trees, at, slotAt);
    if ((forms & (FORM_JSON | FORM_PAIRS)) === 0) return [name, kind, target, forms];
    return [name, BUCKET_OPENED, target, forms | (kind << FORM_KIND)];
  });
  const node = table.node(buckets);
  const [first, end] = endsBelow(inner);
  table.word(node + NODE_SLOTS, slotAt(first));
  table.word(node + NODE_SLOTS_END, slotAt(end));
  if (place.end === undefined) return node;
  const slot = slotAt(place.end);
  table.word(node + NODE_SLOT, slot);
  table.word(slot + SLOT_MODE, trees.modes.get(place) ?? 0);
  const excludes = [...inner.values()].some((at) => trees.excluded.has(at));
  if (excludes) table.word(slot + SLOT_EXCLUDED, node);
  return node;
}

function bucketOf(
  table: TableBytes,
  trees: FieldTrees,
  place: Place,
  slotAt: (index: number) => number,
): [kind: number, target: number] {
  if (place.inner === undefined) {
    const slot = slotAt(place.end!);
    table.word(slot + SLOT_MODE, trees.modes.get(place) ?? 0);
    return [BUCKET_SLOT, slot];
  }
  const kind = place.end === undefined ? BUCKET_NODE : BUCKET_SLOT_AND_NODE;
  return [kind, writeNode(table, trees, place, slotAt)];
}
