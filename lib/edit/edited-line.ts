import { SpillwayError } from '../errors.js';
import type { ActivityView } from '../records/activity-view.js';
import { membersOfLine } from './members-of-line.js';

/** What `edit` changes in an activity: fields that it leaves out stay as they are, one that is `undefined` goes. */
export interface ActivityChanges {
  readonly type?: 'event' | 'attributes' | undefined;
  readonly user_id?: string | number | undefined;
  readonly id?: string | number | undefined;
  readonly name?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly data?: unknown;
  readonly [other: string]: unknown;
}

/** An activity of the plain input with changes, as a line of JSON. All else that its line holds stays as it is written there. */
export function editedLine(activity: ActivityView, changes: ActivityChanges): string {
  const members = membersOfLine(activity.line);
  for (const name of Object.keys(changes)) {
    const value = jsonOf(name, changes[name]);
    if (value === undefined) members.delete(name);
    else members.set(name, value);
  }
  let line = '{';
  for (const [name, value] of members)
    line += `${line.length > 1 ? ',' : ''}${JSON.stringify(name)}:${value}`;
  return `${line}}\n`;
}

/** The JSON of a field; undefined if it is left out. Fails with `bad-activity`. */
export function jsonOf(name: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new SpillwayError('bad-activity', `edit: ${name} cannot be written as JSON: ${reason}`, { cause });
  }
}
