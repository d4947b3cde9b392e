import { instantOf } from '../in-memory/instant.js';
import { formatPath, type TimeFormat } from '../mapping/mapping.js';

export type ValueKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

/** A field of some records. */
export interface FieldProfile {
  /** As in a mapping: `properties.$insert_id`. */
  readonly path: string;
  readonly depth: number;
  /** In how many records it is there. */
  readonly records: number;
  /** How often its value was of each kind, the most frequent first. */
  readonly kinds: Readonly<Partial<Record<ValueKind, number>>>;
  /** How many different values it has; `MANY` stands for that many or more. Objects and arrays are not compared. */
  readonly distinct: number;
  /** A few values, shortened. */
  readonly examples: readonly string[];
  /** How nearly all of its values are written, if they look like times. */
  readonly time: TimeFormat | undefined;
}

/** As many different values are told apart. */
export const MANY = 10_000;
const EXAMPLES = 3;
const EXAMPLE_CHARACTERS = 40;
/** An object with more names than this, or a record with more fields, is data rather than structure. */
const MAX_FIELDS = 400;
const MAX_DEPTH = 4;
/** The share of a field's values that must look like times. */
const MOST = 0.8;

/** The fields of records, in the order of their first appearance. */
export function profileFields(records: readonly object[]): FieldProfile[] {
  const fields = new Map<string, FieldCounter>();
  for (const record of records) visit(record, [], fields);
  return [...fields.values()].map((field) => field.profile());
}

function visit(record: object, outer: readonly string[], fields: Map<string, FieldCounter>): void {
  for (const [name, value] of Object.entries(record)) {
    const path = [...outer, name];
    const text = formatPath(path);
    let field = fields.get(text);
    if (field === undefined) {
      if (name === '' || fields.size >= MAX_FIELDS) continue;
      field = new FieldCounter(text, path.length);
      fields.set(text, field);
    }
    field.add(value);
    if (kindOf(value) === 'object' && path.length < MAX_DEPTH) visit(value as object, path, fields);
  }
}

function kindOf(value: unknown): ValueKind {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as ValueKind);
}

class FieldCounter {
  readonly #path: string;
  readonly #depth: number;
  readonly #kinds = new Map<ValueKind, number>();
  readonly #distinct = new Set<unknown>();
  readonly #examples = new Set<string>();
  readonly #times = new Map<TimeFormat, number>();

  constructor(path: string, depth: number) {
    this.#path = path;
    this.#depth = depth;
  }

  add(value: unknown): void {
    const kind = kindOf(value);
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    if (kind === 'null' || kind === 'object') return;
    if (kind !== 'array' && this.#distinct.size < MANY) this.#distinct.add(value);
    if (this.#examples.size < EXAMPLES) this.#examples.add(shortened(JSON.stringify(value)));
    const time = timeFormatOf(value);
    if (time !== undefined) this.#times.set(time, (this.#times.get(time) ?? 0) + 1);
  }

  profile(): FieldProfile {
    const kinds = [...this.#kinds].sort((a, b) => b[1] - a[1]);
    const records = kinds.reduce((sum, [, count]) => sum + count, 0);
    const values = records - (this.#kinds.get('null') ?? 0);
    const time = [...this.#times].find(([, count]) => count >= values * MOST)?.[0];
    return {
      path: this.#path,
      depth: this.#depth,
      records,
      kinds: Object.fromEntries(kinds),
      distinct: this.#distinct.size,
      examples: [...this.#examples],
      time,
    };
  }
}

/** From 2001 to 2096. Smaller numbers are rather counts. */
const SECONDS = { from: 1e9, to: 4e9 };

function timeFormatOf(value: unknown): TimeFormat | undefined {
  if (typeof value === 'string') return instantOf(value) === undefined ? undefined : 'iso-8601';
  if (typeof value !== 'number') return undefined;
  if (value >= SECONDS.from && value < SECONDS.to) return 'seconds';
  return value >= SECONDS.from * 1e3 && value < SECONDS.to * 1e3 ? 'milliseconds' : undefined;
}

function shortened(text: string): string {
  return text.length > EXAMPLE_CHARACTERS ? `${text.slice(0, EXAMPLE_CHARACTERS - 1)}…` : text;
}

/** The value at a path that `profileFields` has named; undefined if there is none. */
export function valueAt(record: object, path: readonly string[]): unknown {
  return path.reduce(
    (value: unknown, name) =>
      kindOf(value ?? null) === 'object' && Object.hasOwn(value as object, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    record,
  );
}
