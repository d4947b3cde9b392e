import type { FieldMapping } from '../mapping/mapping.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping } from '../mapping/read-mapping.js';
import type { LineResult } from './line-result.js';
import { type Line, linesOf } from './lines.js';
import { isValue, mappedMembers } from './mapped-members.js';
import { membersOf } from './members.js';
import { readLine, readTime } from './read-line.js';
import { inOrder, isBlank } from './summarize-in-memory.js';

export interface TimelinesInMemoryOptions {
  /** Bytes of the longest line that is read. Default: 1 MiB. */
  readonly maxLine?: number | undefined;
  readonly order?: 'bytes' | 'numeric' | undefined;
  readonly map?: PresetName | Mapping | undefined;
  /** The fields that activities have. Default: all. */
  readonly fields?: readonly string[] | undefined;
}

interface Activity {
  readonly fields: Record<string, unknown>;
  /** Undefined if there is none: then it comes before all others. */
  readonly time: number | undefined;
  /** Equal for copies of an event; undefined of what is no event. */
  readonly event: string | undefined;
}

/**
 * The timelines of all users with plain arrays and Maps, by docs/semantics.md: what the tests compare the stages with. It shares no
 * code with them.
 */
export async function timelinesInMemory(
  source: Uint8Array,
  { maxLine = 2 ** 20, order, map, fields }: TimelinesInMemoryOptions = {},
): Promise<Map<string, Record<string, unknown>[]>> {
  const mapping = readMapping('timelinesInMemory: map', map as unknown);
  const users = new Map<string, Activity[]>();
  for await (const line of linesOf([source])) {
    if (isBlank(line.bytes)) continue;
    const found = activityOf(line, mapping, maxLine, fields);
    if (found === undefined) continue;
    const known = users.get(found.user);
    if (known === undefined) users.set(found.user, [found.activity]);
    else known.push(found.activity);
  }
  return new Map(
    inOrder([...users.keys()], order).map((user) => [user, byTime(withoutCopies(users.get(user)!))]),
  );
}

function activityOf(
  { bytes }: Line,
  mapping: FieldMapping | undefined,
  maxLine: number,
  picked: readonly string[] | undefined,
): { user: string; activity: Activity } | undefined {
  const result = readLine(bytes, { maxLine, rejectDelimiters: false, mapping });
  if (result.kind !== 'event' && result.kind !== 'attributes' && result.kind !== 'both') return undefined;
  const json = bytes.toString();
  const members = mapping === undefined ? membersOf(json) : mappedMembers(json, mapping).members;
  const time = readTime(members.get('timestamp'), mapping);
  // The two zeros are equal.
  const given = 'value' in time ? time.value + 0 : undefined;
  const event = eventOf(result);
  const record = JSON.parse(json) as Record<string, unknown>;
  const facts = mappedFields(result, members, given);
  const fields = mapping === undefined ? record : { ...record, ...facts };
  // A field of the plain input that the mapping finds nothing for is not there, whatever the record has under its name.
  if (mapping !== undefined)
    for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name];
  const left = picked === undefined ? fields : pick(picked, fields, facts);
  const id = event === undefined ? undefined : JSON.stringify([event.name, event.id, given ?? '']);
  return { user: userOf(result), activity: { fields: left, time: given, event: id } };
}

/** No more than some fields: the facts of the plain input as texts and numbers, all others as the record has them. */
function pick(names: readonly string[], record: Record<string, unknown>, facts: Record<string, unknown>) {
  const isFact = (name: string) => ['user_id', 'type', 'id', 'name', 'timestamp'].includes(name);
  return Object.fromEntries(
    names.map((name) => {
      const fields = isFact(name) ? facts : record;
      return [name, Object.hasOwn(fields, name) ? fields[name] : undefined];
    }),
  );
}

function eventOf(result: LineResult) {
  if (result.kind === 'both') return result.event;
  return result.kind === 'event' ? result : undefined;
}

function userOf(result: LineResult): string {
  if (result.kind === 'both') return result.event.user;
  return result.kind === 'event' || result.kind === 'attributes' ? result.user : '';
}

function mappedFields(
  result: LineResult,
  members: ReadonlyMap<string, string>,
  timestamp: number | undefined,
) {
  const event = eventOf(result);
  const data = members.get('data');
  return {
    user_id: userOf(result),
    type: event === undefined ? 'attributes' : 'event',
    id: event?.id,
    name: event?.name,
    timestamp,
    data: isValue(data) ? (JSON.parse(data!) as unknown) : undefined,
  };
}

/** Of copies the first in the source. */
function withoutCopies(activities: readonly Activity[]): Activity[] {
  const known = new Set<string>();
  return activities.filter(({ event }) => {
    if (event === undefined) return true;
    const isNew = !known.has(event);
    known.add(event);
    return isNew;
  });
}

/** A sort keeps the order of what is equal. */
function byTime(activities: readonly Activity[]): Record<string, unknown>[] {
  const time = (activity: Activity) => activity.time ?? Number.NEGATIVE_INFINITY;
  return [...activities]
    .sort((a, b) => (time(a) === time(b) ? 0 : time(a) < time(b) ? -1 : 1))
    .map(({ fields }) => fields);
}
