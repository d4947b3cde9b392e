import type { RunSet } from '../runs/run-set.js';
import { type MergeTimelinesOptions, mergeTimelines } from './merge-timelines.js';
import { isPromise, lineOfResult, type Reducer, reduceTimeline } from './reducer.js';

/** Characters of lines that are handed on at once. */
const CHUNK_CHARACTERS = 2 ** 16;

/**
 * Reduces the users of runs, one after the other. Yields the bytes of whole lines. `onUsers` is told how many users were
 * reduced since the last call. Fails with `reducer-failed`.
 */
export async function* reduceLines(
  set: RunSet,
  reducer: Reducer,
  options: MergeTimelinesOptions,
  onUsers: (users: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let lines: string[] = [];
  let characters = 0;
  let users = 0;
  const take = (): Buffer => {
    const bytes = Buffer.from(lines.join(''));
    lines = [];
    characters = 0;
    return bytes;
  };
  for await (const timelines of mergeTimelines(set, options)) {
    for (const timeline of timelines) {
      let result = reduceTimeline(reducer, timeline);
      if (isPromise(result)) result = await result;
      users++;
      const line = lineOfResult(reducer, timeline.user_id, result);
      if (line === undefined) continue;
      lines.push(line);
      characters += line.length;
      if (characters >= CHUNK_CHARACTERS) yield take();
    }
    onUsers(users);
    users = 0;
  }
  if (characters > 0) yield take();
}
