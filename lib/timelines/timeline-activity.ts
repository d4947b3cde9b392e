import type { FieldMapping } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';

/**
 * An activity of a timeline as a plain object: the record of the source with all its fields, as `JSON.parse` reads it. Where a mapping is
 * used, the fields of the plain input are there besides, under their own names: `user_id`, `type` (`event` or
 * `attributes`), `id` and `name` of an event, `timestamp` as the number that is compared, `data`.
 */
export type TimelineActivity = Readonly<Record<string, unknown>>;

/** What the kernel has found in a mapped record. */
export interface MappedFacts {
  readonly user_id: string;
  /** Of an event. */
  readonly name: string | undefined;
  readonly id: string | undefined;
  /** NaN if there is none. */
  readonly timestamp: number;
}

/** The facts as fields, without data. */
export function factsAlone({ user_id, name, id, timestamp }: MappedFacts): TimelineActivity {
  return {
    user_id,
    type: name === undefined ? 'attributes' : 'event',
    id,
    name,
    timestamp: Number.isNaN(timestamp) ? undefined : timestamp,
  };
}

/** A mapped record as an activity. Fields of the record that have the names of the plain input are replaced by these. */
export function mappedActivity(
  record: Readonly<Record<string, unknown>>,
  { data }: FieldMapping,
  facts: MappedFacts,
): TimelineActivity {
  const fields = { ...factsAlone(facts), data: firstValue(record, data) };
  const activity: Record<string, unknown> = { ...record };
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) activity[field] = value;
    else if (Object.hasOwn(activity, field)) delete activity[field];
  }
  return activity;
}

/** The first value at one of the paths that is neither null nor an empty string. */
function firstValue(record: unknown, paths: readonly Path[]): unknown {
  for (const path of paths) {
    const value = path.reduce(memberOf, record);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return ownMember(value as Record<string, unknown>, name);
}

/** A member of an object; undefined if it is none of its own. */
export function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
