import { compactKeptWork } from '../compaction/compact-kept-work.js';
import { errorAfterCleanup, SpillwayError } from '../errors.js';
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
import { requireBytesOf, requireOneRange } from './keep-by-hand.js';
import { lineAtPosition, lineInSource, linesBeforeRanges } from './lines-before.js';
import type { ManifestRange } from './manifest.js';
import { recordedRuns } from './recorded-runs.js';
import { RejectsFile, type RejectsSink } from './rejects-file.js';
import { reachedPosition, runsOfRange } from './saved-runs.js';

export interface CheckpointOptions {
  /**
   * The file to read, so that another one, or a changed one, is refused. Null if it is none that can be checked, a broker say: then saved
   * work is resumed whatever is read, also that of yesterday, if `finish` was forgotten.
   */
  readonly source: string | null;
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
  /**
   * Keeps the work when the job is done, as `keep` of summarize() does: give the same source later, longer or renamed and followed by
   * a new one, and only what is new is read. Needs `source`, which is read in bytes. Default: false.
   */
  readonly keep?: boolean | undefined;
  /** With `keep`: takes a source as new if it is unclear whether it was read before. Default: false. */
  readonly appendAnyway?: boolean | undefined;
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
  /** The counters of all recorded runs: the saved ones, and each new one as soon as it is saved. */
  readonly counters: Counters;
  /** For validate. Undefined without the option, or if the source was read whole. */
  readonly rejects: RejectsSink | undefined;
  /** Whether there was saved work to resume. */
  readonly resumed: boolean;
  /** Whether the source was already read whole. Then do not open it; give the pipeline an empty source. */
  readonly complete: boolean;
  /** The saved runs, ascending by position. */
  readonly runs: readonly Run[];
  /** Removes the work directory, or with `keep` records that the job is done. Call it once the output is durable. */
  finish(): Promise<void>;
  /**
   * Releases the work directory and keeps its content. Call it if the job failed or was stopped after the source had
   * ended; before that, destroying the checkpoint does it. Does nothing after `finish`.
   */
  release(): Promise<void>;
}

/** For joining runs of kept work. */
const COMPACTION_MEMORY = 2 ** 26;

/**
 * Opens a work directory, under an exclusive lock. The returned stage first replays the runs saved there, then records
 * each new run durably before it passes it on. When its source ends, the saved work is marked complete, so that a job that
 * is killed during the merge does not read its source again.
 *
 * Fails with `locked` (another process works there), `source-changed`, `options-changed`, `newer-format`,
 * `state-corrupt`, `bad-option`, `io`. A process that is killed leaves its lock, which the next one takes over.
 */
export async function checkpoint(directory: string, options: CheckpointOptions): Promise<Checkpoint> {
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0')) {
    throw new SpillwayError('bad-option', 'checkpoint: the first argument must be the path of a directory');
  }
  const reader = new OptionReader('checkpoint', options);
  const source = sourceOf(reader);
  const settings = {
    sources: source === null ? [] : [await jobSource(source)],
    rejects: reader.path('rejects'),
    options: jsonRecord(reader.raw('options')),
    unit: unitOf(reader),
    fresh: reader.flag('fresh'),
    keep: reader.flag('keep'),
    appendAnyway: reader.flag('appendAnyway'),
  };
  const stop = reader.abortSignal('stop');
  reader.done();
  if (settings.keep) requireBytesOf(source, settings.unit);
  const state = await JobState.open(directory, {
    ...settings,
    unit: settings.keep ? 'bytes' : settings.unit,
  });
  let rejects: RejectsFile | undefined;
  try {
    requireOneRange(state, settings.keep);
    const saved = state.complete ? undefined : state.rejectsOf(lastRange(state));
    if (saved !== undefined) rejects = await RejectsFile.open(saved);
    return checkpointStage(state, rejects, stop, settings.keep);
  } catch (error) {
    await rejects?.close();
    throw await errorAfterCleanup(error, () => state.release());
  }
}

function checkpointStage(
  state: JobState,
  rejects: RejectsFile | undefined,
  stop: AbortSignal | undefined,
  keep: boolean,
): Checkpoint {
  const saved = state.runs;
  const index = lastRange(state);
  // A pipeline built by hand knows of one source: the last one, behind those that were read whole.
  const place = Math.max(0, state.sources.length - 1);
  const transform = stage<Run, Run>(async function* (source) {
    yield* saved;
    yield* recordedRuns(onlyRuns(source), rejects, (run) => state.record(index, { ...run, source: place }));
    if (stop?.aborted === true && !state.complete) {
      throw new SpillwayError('aborted', 'stopped; what was read is saved', { file: state.directory });
    }
    // A job does so after each stretch that it reads itself.
    if (!state.complete) await state.held.requireUnchanged();
    await state.completeRange(index);
    await state.publishRejects();
  });
  const release = async (): Promise<void> => {
    await rejects?.close();
    await state.release();
  };
  transform.once('close', () => {
    if (!transform.readableEnded) release().catch(() => {});
  });
  const members: Omit<CheckpointMembers, 'counters'> = {
    position: positionToRead(state.ranges[index]!),
    line: lineToRead(state),
    cursor: runsOfRange(state.ranges[index]!).at(-1)?.cursor,
    unit: state.manifest.unit,
    rejects,
    resumed: state.resumed,
    complete: state.complete,
    runs: saved,
    finish: async () => {
      await rejects?.close();
      if (!keep) return void (await state.finish());
      await state.keep();
      // The job is done: a later one joins what this one cannot.
      await compactKeptWork(state, COMPACTION_MEMORY).catch(() => {});
      await state.release();
    },
    release,
  };
  // As it is when it is asked for.
  const counters = { get: () => state.manifest.counters, enumerable: true };
  return Object.defineProperty(Object.assign(transform, members), 'counters', counters) as Checkpoint;
}

function positionToRead(range: ManifestRange): number {
  return (range.complete ? reachedPosition(range) : range.position).offset;
}

/** The number of the next line, of kept work too: how many lines are before its last range is known. */
function lineToRead({ ranges, manifest }: JobState): number | undefined {
  const line = lineAtPosition(ranges.at(-1)!);
  return line && lineInSource(line, linesBeforeRanges(ranges, manifest.kept?.linesBefore).at(-1)!);
}

function sourceOf(reader: OptionReader): string | null {
  if (reader.raw('source') === null) return null;
  const why = 'without it nothing tells the saved work of one source from that of another';
  return (
    reader.path('source') ??
    reader.fail('source', `the path of the file to read, or null if there is none (${why})`)
  );
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

/** What is left to read is one range; with kept work there may be some before it that were read whole. */
function lastRange({ ranges }: JobState): number {
  return ranges.length - 1;
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
