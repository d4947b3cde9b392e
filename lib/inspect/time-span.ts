import { instantOf } from '../in-memory/instant.js';
import { formatPath, splitPath, type TimeFormat } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import { type FieldProfile, valueAt } from './profile-fields.js';

/** The earliest and the latest time of a field. */
export interface TimeSpan {
  readonly path: string;
  /** In ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
}

/** What turns a value of each unit into milliseconds. */
const MILLISECONDS: Readonly<Record<TimeFormat, (value: unknown) => number | undefined>> = {
  seconds: (value) => scaled(value, 1e3),
  milliseconds: (value) => scaled(value, 1),
  microseconds: (value) => scaled(value, 1e-3),
  nanoseconds: (value) => scaled(value, 1e-6),
  'iso-8601': (value) => (typeof value === 'string' ? instantOf(value) : undefined),
};

/** A number, or a string that is one. */
function scaled(value: unknown, milliseconds: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number * milliseconds : undefined;
}

/** The last instant that a Date can hold. */
const LAST = 8.64e15;

/** The times of the first of these paths whose values look like times, or else of the likely field. */
export function timeSpan(
  records: readonly object[],
  fields: readonly FieldProfile[],
  paths: readonly Path[],
  likely: FieldProfile | undefined,
): TimeSpan | undefined {
  const wanted = paths.map(formatPath);
  const field = fields.find(({ path, time }) => wanted.includes(path) && time !== undefined) ?? likely;
  if (field?.time === undefined) return undefined;
  const path = splitPath(field.path);
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const record of records) {
    const time = MILLISECONDS[field.time](valueAt(record, path));
    if (time === undefined || Math.abs(time) > LAST) continue;
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  if (from > to) return undefined;
  return { path: field.path, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
