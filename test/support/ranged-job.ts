// The small job as summarize does it with several workers, but in one thread, so that it can run on a disk in memory:
// its source is read as several ranges at once, each with its own runs and rejects, all in one manifest. So is an update of
// kept work.
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { JobState } from '../../lib/checkpoint/job-state.js';
import { lineAtPosition } from '../../lib/checkpoint/lines-before.js';
import type { ManifestRange } from '../../lib/checkpoint/manifest.js';
import { RejectsFile } from '../../lib/checkpoint/rejects-file.js';
import { compactKeptWork } from '../../lib/compaction/compact-kept-work.js';
import { fileSink, type Run } from '../../lib/index.js';
import { readSettings } from '../../lib/job/job-settings.js';
import { writeChanges } from '../../lib/job/phases/write-changes.js';
import { readingStages, writingStages } from './job-kinds.js';
import { CHANGES, type Promises, REJECTS, type SmallJob, SOURCE, SUMMARY, WORK } from './small-job.js';

const LINE_FEED = 0x0a;
/** Of kept jobs whose earlier days were lived: when the last of them finished. */
export const FINISHED_BEFORE = new WeakMap<SmallJob, string>();

const settingsOfKept = () =>
  readSettings({
    source: SOURCE,
    output: SUMMARY,
    changes: CHANGES,
    directory: WORK,
    keep: true,
    memory: '1MiB',
  });

/** One process's life, from what is there to the end. Resolves to the source bytes that it need not read again. */
export async function runRangedJob(job: SmallJob, promises?: Promises): Promise<number> {
  const state = await JobState.open(WORK, {
    sources: [{ path: SOURCE, sealed: false, resumable: true }],
    rejects: REJECTS,
    options: { order: 'bytes' },
    fresh: false,
    keep: job.kind === 'kept',
  });
  const saved = bytesSaved(state);
  try {
    if (isUntouched(state)) cut(state, job);
    const reading = await Promise.allSettled(
      state.ranges.map((_, index) => readRange(state, index, job, promises)),
    );
    const failed = reading.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await state.publishRejects();
    await pipeline([Readable.from(state.runs), ...writingStages(job), fileSink(SUMMARY)]);
    if (job.kind === 'kept' && !isFinished(state, job)) await writeChanges(state, settingsOfKept(), CHANGES);
    if (promises !== undefined) promises.written = true;
    if (job.kind === 'kept') {
      await state.keep();
      await compactKeptWork(state, settingsOfKept().memory);
    } else await state.finish();
  } finally {
    await state.release();
  }
  return saved;
}

/** Nothing was read yet of what there is. */
function isUntouched({ ranges, complete }: JobState): boolean {
  const [{ start, position, provisional }] = ranges as [ManifestRange];
  const isRead = position.offset > start.offset || provisional !== null;
  return ranges.length === 1 && !complete && !isRead;
}

/** Whether an earlier life has finished the job: then it has published what has changed. */
function isFinished({ manifest }: JobState, job: SmallJob): boolean {
  const before = FINISHED_BEFORE.get(job);
  return before !== undefined && manifest.kept!.finished !== before;
}

function bytesSaved(state: JobState): number {
  return state.ranges.reduce((sum, { start, position }) => sum + position.offset - start.offset, 0);
}

/** About so many ranges as the job asks for, each of whole lines. */
function cut(state: JobState, { log, ranges }: SmallJob): void {
  const cuts = Array.from({ length: ranges - 1 }, (_, index) => {
    return log.indexOf(LINE_FEED, Math.floor((log.length * (index + 1)) / ranges)) + 1;
  });
  const { start } = state.ranges[0]!;
  const distinct = [...new Set(cuts)].filter((at) => at > start.offset && at < log.length);
  if (distinct.length === 0) return;
  state.split(
    0,
    distinct.map((offset) => ({ source: 0, offset })),
  );
}

async function readRange(state: JobState, index: number, job: SmallJob, promises?: Promises): Promise<void> {
  const { end, complete, ...range } = state.ranges[index]!;
  const position = range.position.offset;
  if (complete) return;
  const rejects = await RejectsFile.open(state.rejectsOf(index)!);
  const bytes = job.log.subarray(position, end?.offset ?? job.log.length);
  const record = async (run: Run): Promise<void> => {
    await rejects.sync();
    await state.record(index, run);
    if (promises !== undefined) promises.position = bytesSaved(state);
  };
  const recorder = new Writable({
    objectMode: true,
    write(run: Run, _encoding, callback) {
      record(run).then(() => callback(), callback);
    },
  });
  try {
    await pipeline([
      Readable.from(bytes.length === 0 ? [] : [bytes]),
      ...readingStages(job, { position, line: lineAtPosition(state.ranges[index]!), rejects }),
      recorder,
    ]);
  } finally {
    await rejects.close();
  }
  await state.completeRange(index);
}
