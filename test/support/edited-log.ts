import type { Activity, ActivityChanges, ActivityView } from '../../lib/index.js';
import { readInMemory } from './in-memory-reading.js';

/** What may be done to activities, so that the in-memory engine can do it, too. */
export type Change = (
  activity: ActivityView | Activity,
) => ActivityChanges | ActivityView | undefined | unknown[];

/** The log that the edited activities would be. */
export async function editedLog(log: Uint8Array, change: Change): Promise<Buffer> {
  const { activities } = await readInMemory(log, { maxLine: 1024, delimiters: 'escape' });
  const lines = activities.flatMap((activity) => {
    const edited = change(activity);
    const all = edited === undefined ? [] : Array.isArray(edited) ? edited : [edited];
    return all.map((each) => `${JSON.stringify({ ...(activity as object), ...(each as object) })}\n`);
  });
  return Buffer.from(lines.join(''));
}
