import { errorAfterCleanup, OR_DISCARD, SpillwayError } from '../errors.js';
import { OptionReader } from '../options.js';
import type { Counters } from '../records/counters.js';
import type { JsonRecord, JsonValue } from '../records/json-value.js';
import type { Run } from '../records/run.js';
import type { PositionUnit } from '../records/source-position.js';
import { requireInput } from '../require-input.js';
import type { JobSource } from '../sources/job-sources.js';
import { describeSource } from '../sources/open-source.js';
import { type Stage, stage } from '../stage.js';
import { JobState } from './job-state.js';
import { lineAtPosition } from './lines-before.js';
import type { ManifestRange } from './manifest.js';
import { recordedRuns } from './recorded-runs.js';
import { RejectsFile, type RejectsSink } from './rejects-file.js';
import { reachedPosition, runsOfRange } from './saved-runs.js';

export interface CheckpointOptions {
  /** The file to read, so that another one, or a changed one, is refused. Default: none; nothing is checked. */
  readonly source?: string | undefined;
  /** Where to publish the checkpoint's rejects once the source was read whole. Default: none are kept. */
  readonly rejects?: string | undefined;
  /** Everything that changes the answer, as JSON. Saved work is only resumed with equal options. Default: `{}`. */
  readonly options?: JsonRecord | undefined;
  /**
   * What positions count: `'bytes'` behind `parse`, `'values'` behind `fromActivities`. A source that is read as values
   * must not change at all. Default: what the first run's position counts.
   */
  readonly unit?: PositionUnit | undefined;
  /**
   * Once it is aborted, the end of the source is no end but a stop: what was read is saved, and then the stage fails with `aborted`.
   * Resuming continues from there. Give `chain` the same signal as `stop`, which ends the source.
   */
  readonly stop?: AbortSignal | undefined;
  /** Discards saved work. Default: false. */
  readonly fresh?: boolean | undefined;
}

/** A Transform, Run → Run, with what the pipeline around it needs to resume where the last one ended. */
export type Checkpoint = Stage<Run, Run> & CheckpointMembers;

export interface CheckpointMembers {
  /**
   * Where to resume reading, for `parse`, `jsonValues` or `fromActivities`: where the saved runs end, or 0 without any.
   * It is never after a last line without a line end, unless the source was read whole and still ends there.
   */
  readonly position: number;
  /** The number of the line at `position`, for `parse`; undefined if it is not known. */
  readonly line: number | undefined;
  /** What `cursor` of `fromActivities` gave for the last value before `position`; undefined without a saved one. */
  readonly cursor: JsonValue | undefined;
  /** What `position` counts. */
  readonly unit: PositionUnit;
  /** The counters of the saved runs. */
  readonly counters: Counters;
  /** For validate. Undefined without the option, or if the source was read whole. */
  readonly rejects: RejectsSink | undefined;
  /** Whether there was saved work to resume. */
  readonly resumed: boolean;
  /** Whether the source was already read whole. Then do not open it; give the pipeline an empty source. */
  readonly complete: boolean;
  /** The saved runs, ascending by position. */
  readonly runs: readonly Run[];
  /** Removes the work directory. Call it once the output is durable. */
  finish(): Promise<void>;
  /**
   * Releases the work directory and keeps its content. Call it if the job failed or was stopped after the source had
   * ended; before that, destroying the checkpoint does it. Does nothing after `finish`.
   */
  release(): Promise<void>;
}

/** A pipeline built by hand reads its source as one range. */
const ONLY_RANGE = 0;

/**
 * Opens a work directory, under an exclusive lock. The returned stage first replays the runs saved there, then records
 * each new run durably before it passes it on. When its source ends, the saved work is marked complete, so that a job that
 * is killed during the merge does not read its source again.
 *
 * Fails with `locked` (another process works there), `source-changed`, `options-changed`, `newer-format`,
 * `state-corrupt`, `bad-option`, `io`. A process that is killed leaves its lock, which the next one takes over.
 */
export async function checkpoint(directory: string, options?: CheckpointOptions): Promise<Checkpoint> {
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0')) {
    throw new SpillwayError('bad-option', 'checkpoint: the first argument must be the path of a directory');
  }
  const reader = new OptionReader('checkpoint', options);
  const source = reader.path('source');
  const settings = {
    sources: source === undefined ? [] : [await jobSource(source)],
    rejects: reader.path('rejects'),
    options: jsonRecord(reader.raw('options')),
    unit: unitOf(reader),
    fresh: reader.flag('fresh'),
  };
  const stop = reader.abortSignal('stop');
  reader.done();
  const state = await JobState.open(directory, settings);
  let rejects: RejectsFile | undefined;
  try {
    requireOneRange(state);
    const saved = state.complete ? undefined : state.rejectsOf(ONLY_RANGE);
    if (saved !== undefined) rejects = await RejectsFile.open(saved);
    return checkpointStage(state, rejects, stop);
  } catch (error) {
    await rejects?.close();
    throw await errorAfterCleanup(error, () => state.release());
  }
}

function checkpointStage(
  state: JobState,
  rejects: RejectsFile | undefined,
  stop: AbortSignal | undefined,
): Checkpoint {
  const saved = state.runs;
  const transform = stage<Run, Run>(async function* (source) {
    yield* saved;
    yield* recordedRuns(onlyRuns(source), rejects, (run) => state.record(ONLY_RANGE, run));
    if (stop?.aborted === true && !state.complete) {
      throw new SpillwayError('aborted', 'stopped; what was read is saved', { file: state.directory });
    }
    // A job does so after each stretch that it reads itself.
    if (!state.complete) await state.held.requireUnchanged();
    await state.completeRange(ONLY_RANGE);
    await state.publishRejects();
  });
  const release = async (): Promise<void> => {
    await rejects?.close();
    await state.release();
  };
  transform.once('close', () => {
    if (!transform.readableEnded) release().catch(() => {});
  });
  const members: CheckpointMembers = {
    position: positionToRead(state.ranges[ONLY_RANGE]!),
    line: lineAtPosition(state.ranges[ONLY_RANGE]!),
    cursor: runsOfRange(state.ranges[ONLY_RANGE]!).at(-1)?.cursor,
    unit: state.manifest.unit,
    counters: state.manifest.counters,
    rejects,
    resumed: state.resumed,
    complete: state.complete,
    runs: saved,
    finish: async () => {
      await rejects?.close();
      await state.finish();
    },
    release,
  };
  return Object.assign(transform, members);
}

function positionToRead(range: ManifestRange): number {
  return (range.complete ? reachedPosition(range) : range.position).offset;
}

function unitOf(reader: OptionReader): PositionUnit | undefined {
  if (reader.raw('unit') === undefined) return undefined;
  return reader.oneOf<PositionUnit>('unit', 'bytes', ['bytes', 'values']);
}

async function* onlyRuns(source: AsyncIterable<Run>): AsyncGenerator<Run, void, void> {
  for await (const run of source) {
    requireInput(typeof run?.file === 'string', 'checkpoint', 'runs of aggregate(); put it before');
    yield run;
  }
}

/** Positions in an archive count its uncompressed content, so the file must not change at all. */
async function jobSource(path: string): Promise<JobSource> {
  const { compression } = await describeSource(path);
  return { path, sealed: compression !== 'none', resumable: true };
}

function requireOneRange(state: JobState): void {
  if (state.ranges.length === 1) return;
  throw new SpillwayError(
    'options-changed',
    `${state.directory} holds the work of a job that read ${state.ranges.length} ranges at once; resume it with summarize(), ${OR_DISCARD}`,
    { file: state.directory, expected: 1, found: state.ranges.length },
  );
}

/** The options as they will be read back from the manifest. */
function jsonRecord(options: unknown = {}): JsonRecord {
  try {
    const text = JSON.stringify(options);
    if (text?.startsWith('{')) return JSON.parse(text) as JsonRecord;
  } catch {
    // A bigint or a cycle is not JSON.
  }
  throw new SpillwayError('bad-option', 'checkpoint: options must be an object of JSON values');
}
