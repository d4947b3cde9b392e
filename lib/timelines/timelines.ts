import { dirname, resolve } from 'node:path';
import {
  discardTemporaryRuns,
  removeTemporaryRuns,
  useScratchDirectories,
} from '../disk/scratch-directory.js';
import { SpillwayError } from '../errors.js';
import type { PresetName } from '../mapping/presets.js';
import { type Mapping, readMapping } from '../mapping/read-mapping.js';
import { OptionReader, type Size } from '../options.js';
import type { Run } from '../records/run.js';
import { RunSet } from '../runs/run-set.js';
import { type Stage, stage } from '../stage.js';
import { mergeTimelines } from './merge-timelines.js';
import { isPromise, nullResult, type Reduce, reduceTimeline } from './reducer.js';

export interface TimelinesOptions {
  /** Memory for activities that are read, and for ordering them. Default 256MiB; 1MiB to 3GiB. */
  readonly memory?: Size | undefined;
  /** Where temporary runs are written if activities have to be distributed again. Default: beside the runs. */
  readonly directory?: string | undefined;
  /** The mapping that `parse` or `fromActivities` has read the activities by. Default: the plain input. */
  readonly map?: PresetName | Mapping | undefined;
  /**
   * The fields that activities are to have, and no others; undefined where a record has none. Needed where `aggregate` was given
   * them. Default: all.
   */
  readonly fields?: readonly string[] | undefined;
}

/**
 * Run → what `reduce` returns: after the last run, calls `reduce(user_id, activities)` for each user, in the order of the runs,
 * one after the other. `activities` are all valid activities of the user, ordered by timestamp, copies of an event once; they can
 * be read once, and only until `reduce` has returned or its promise has settled. A result of undefined is left out. The runs
 * are those of `aggregate({ timelines: true })`, in source order. A user may have any number of activities: what does not fit into
 * memory is distributed once more on disk.
 *
 * Errors: `bad-option`, `bad-pipeline` (an input is no run, or holds rows of summaries, or the mapping is another one), `reducer-failed`
 * (`reduce` threw, or returned null), `state-corrupt` (a run is damaged), `io`.
 */
export function timelines<Result>(
  reduce: Reduce<Result>,
  options: TimelinesOptions = {},
): Stage<Run, Exclude<Awaited<Result>, undefined>> {
  if (typeof reduce !== 'function') {
    throw new SpillwayError(
      'bad-option',
      'timelines: the first argument must be a function of a user and activities',
    );
  }
  const reader = new OptionReader('timelines', options);
  const memory = reader.size('memory', 256 * 2 ** 20, { min: 2 ** 20, max: 3 * 2 ** 30 });
  const directory = reader.path('directory');
  const mapping = readMapping('timelines: map', reader.raw('map'));
  const fields = reader.names('fields');
  reader.done();
  const reducer = { reduce, name: reduce.name === '' ? 'of timelines()' : `${reduce.name}()` };

  return stage<Run, Exclude<Awaited<Result>, undefined>>(async function* (source) {
    const runs = await collect(source);
    const [first] = runs;
    if (first === undefined) return;
    const endUse = useScratchDirectories(runs);
    let set: RunSet | undefined;
    try {
      set = await RunSet.open(
        runs.map(({ file }) => file),
        'timelines',
      );
      const place = directory === undefined ? dirname(first.file) : resolve(directory);
      const options = { memory, directory: place, users: {}, mapping, fields };
      for await (const users of mergeTimelines(set, options)) {
        for (const timeline of users) {
          let result = reduceTimeline(reducer, timeline);
          if (isPromise(result)) result = await result;
          if (result === null) throw nullResult(reducer, timeline.user_id);
          if (result !== undefined) yield result as Exclude<Awaited<Result>, undefined>;
        }
      }
    } finally {
      await set?.close();
      try {
        await removeTemporaryRuns(runs);
      } finally {
        endUse();
      }
    }
  });
}

async function collect(source: AsyncIterable<Run>): Promise<Run[]> {
  const runs: Run[] = [];
  try {
    for await (const run of source) {
      if (typeof run?.file !== 'string') {
        throw new SpillwayError(
          'bad-pipeline',
          'timelines: what comes must be runs of aggregate({ timelines: true }) or checkpoint()',
        );
      }
      runs.push(run);
    }
    return runs;
  } catch (error) {
    await discardTemporaryRuns(runs);
    throw error;
  }
}
