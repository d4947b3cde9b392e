import { JobState } from './checkpoint/job-state.js';
import { compactKeptWork } from './compaction/compact-kept-work.js';
import { outputTarget } from './disk/output-target.js';
import { removeScratchDirectory } from './disk/scratch-directory.js';
import { errorAfterCleanup } from './errors.js';
import { findWorkDirectory } from './job/find-work-directory.js';
import {
  answerOptions,
  type ChangesOptions,
  type JobSettings,
  readSettings,
  type SummarizeOptions,
} from './job/job-settings.js';
import { requireSmallShare } from './job/max-rejects.js';
import { isNothingValid, nothingValid } from './job/nothing-valid.js';
import { openFiles } from './job/open-files.js';
import { readSources } from './job/phases/read-sources.js';
import { type WrittenChanges, writeChanges } from './job/phases/write-changes.js';
import { type WrittenSummary, writeSummary } from './job/phases/write-summary.js';
import { ProgressReport } from './job/progress.js';
import type { FilesBeside } from './job/refuse-overlaps.js';
import { allSourceBytes, savedSourceBytes } from './job/saved-source-bytes.js';
import type { SummarizeStats } from './job/stats.js';
import { WorkerPool } from './job/workers/worker-pool.js';
import { isOutOfMemory, orOutOfMemory } from './kernel/out-of-memory.js';
import { SummaryNamesCounter } from './names/summary-names.js';
import { totalRejects } from './records/counters.js';
import { bytesOfRuns } from './records/run.js';
import type { JobReport } from './report/job-report.js';
import type { JobSource } from './sources/job-sources.js';

/**
 * A whole job: reads the sources, spills their activities into runs in the work directory, and folds the runs into the
 * output. Killed at any moment and called again with the same options, it resumes from its last checkpoint. The output is
 * the same to the byte, and it is the old file or the new one, never half of it. When the job is done, the work directory
 * is removed; with `keep` it stays, and the next call reads only what is new.
 *
 * `beside` names files that the caller will read or write itself. The job is refused if it would overwrite one of them, or
 * if one of them would overwrite a file of the job.
 *
 * Errors: `bad-option`, `source-unreadable`, `source-changed`, `options-changed`, `newer-format`, `state-corrupt`,
 * `locked`, `io`, `output-failed`, `too-many-rejects`, `out-of-memory`, `worker-failed`, `aborted`; `nothing-valid`, a
 * NothingValidError with the stats: rejects and report are published then, the output is not. Saved work stays, so that a
 * rerun may add `allowEmpty`.
 */
export async function summarize(
  options: SummarizeOptions | ChangesOptions,
  beside: FilesBeside = {},
): Promise<SummarizeStats> {
  const given = readSettings(options);
  const { sources, directory: kept, content } = await openFiles(given, beside);
  const settings = { ...given, content };
  const { directory, scratch } = await findWorkDirectory(kept);
  const open = (fresh: boolean) =>
    JobState.open(directory, {
      sources,
      unit: settings.input === 'json' ? 'values' : 'bytes',
      rejects: settings.rejects,
      options: answerOptions(settings),
      fresh,
      scratch,
      keep: settings.keep,
      appendAnyway: settings.appendAnyway,
    });
  try {
    try {
      return await runJob(await open(settings.fresh), settings);
    } catch (error) {
      // One thread takes less memory than several, and resumes from what they have saved.
      if (!isOutOfMemory(error) || settings.workers === 1 || !(await isRepeatable(settings, sources)))
        throw error;
      return await runJob(await open(false), { ...settings, workers: 1 });
    }
  } finally {
    if (scratch) await removeScratchDirectory(directory).catch(() => {});
  }
}

/** Whether a failed job can be repeated: what came from a pipe, or went into one, is gone. */
async function isRepeatable(
  { output, changes, rejects }: JobSettings,
  sources: readonly JobSource[],
): Promise<boolean> {
  if (!sources.every(({ resumable }) => resumable)) return false;
  const targets = [output, changes, rejects].filter((path) => path !== undefined).map(outputTarget);
  return (await Promise.all(targets)).every(({ replaceable }) => replaceable);
}

async function runJob(state: JobState, settings: JobSettings): Promise<SummarizeStats> {
  let report: JobReport | undefined;
  const pool = new WorkerPool();
  try {
    const resumedFrom = savedSourceBytes(state.manifest);
    const progress = beginProgress(state, settings, resumedFrom);
    report = await beginReport(state, settings, progress);
    await readSources(state, settings, progress, pool);
    const sourceBytes = progress.bytes;
    await state.publishRejects(settings.signal);
    requireSmallShare(state.manifest.counters, settings.maxRejectPercent);
    const statsOf = (users: number, changes?: WrittenChanges): SummarizeStats => ({
      ...state.manifest.counters,
      sourceBytes,
      users,
      ...(changes === undefined ? {} : { changedUsers: changes.users, goneUsers: changes.gone }),
      runs: state.runs.length,
      spilledBytes: spilledBytes(state),
      resumedFrom,
      seconds: progress.seconds,
      peakRss: process.resourceUsage().maxRSS * 1024,
    });
    if (!settings.allowEmpty && isNothingValid(state.manifest.counters)) {
      progress.end();
      await report?.write(statsOf(0), new SummaryNamesCounter().names);
      const paths = state.sources.map(({ path }) => path);
      throw await nothingValid(statsOf(0), settings, paths, state.resumable);
    }
    const { users, names, changes } = await publish(state, settings, progress, pool);
    progress.end();
    const stats = statsOf(users, changes);
    if (names !== undefined) await report?.write(stats, names);
    // Removing large files and returning much memory both take the system some time.
    await Promise.all([finish(state, settings), pool.end()]);
    return stats;
  } catch (error) {
    // No worker may write any more once the directory is released.
    await pool.end();
    throw await errorAfterCleanup(orOutOfMemory(error), () => state.release());
  } finally {
    report?.stop();
    await pool.end();
  }
}

interface Published extends WrittenSummary {
  readonly changes?: WrittenChanges | undefined;
}

/** Writes the output and the changes, whichever are asked for. */
async function publish(
  state: JobState,
  settings: JobSettings,
  progress: ProgressReport,
  pool: WorkerPool,
): Promise<Published> {
  const { output, changes } = settings;
  if (changes === undefined) return writeSummary(state, settings, progress, pool, output!);
  const whole =
    output === undefined ? undefined : await writeSummary(state, settings, progress, pool, output);
  if (state.manifest.kept?.finished === null) {
    // The first job's changes are all users.
    const all = await writeSummary(state, { ...settings, report: undefined }, progress, pool, changes);
    return { ...all, ...whole, changes: { users: all.users, gone: 0 } };
  }
  const written = await writeChanges(state, settings, changes);
  return { users: written.users, names: undefined, ...whole, changes: written };
}

/** The output is durable, so the job is done, even if the work directory cannot be removed. */
async function finish(state: JobState, { keep, memory, onNote }: JobSettings): Promise<void> {
  if (keep) {
    await state.keep();
    // The job has finished: a later one joins what this one cannot.
    await compactKeptWork(state, memory).catch((error: Error) =>
      onNote?.(`done, but the kept work could not be made smaller: ${error.message}`),
    );
    await state.release();
    return;
  }
  const left = await state.finish().catch((error: Error) => error);
  if (left !== undefined) onNote?.(`done, but the work directory stays: ${left.message}`);
}

async function beginReport(
  state: JobState,
  settings: JobSettings,
  progress: ProgressReport,
): Promise<JobReport | undefined> {
  if (settings.report === undefined) return undefined;
  const { JobReport } = await import('./report/job-report.js');
  return new JobReport(settings.report, settings, state, progress);
}

function spilledBytes(state: JobState): number {
  return bytesOfRuns(state.runs);
}

function beginProgress(state: JobState, settings: JobSettings, resumedFrom: number): ProgressReport {
  return new ProgressReport(settings.onProgress, {
    phase: 'read',
    bytes: resumedFrom,
    totalBytes:
      settings.head === undefined && state.sources.every(({ resumable }) => resumable)
        ? allSourceBytes(state.manifest)
        : undefined,
    resumable: state.resumable,
    resumedFrom,
    rejects: totalRejects(state.manifest.counters),
    ignored: state.manifest.counters.ignored,
    users: 0,
    runs: state.runs.length,
    spilledBytes: spilledBytes(state),
  });
}
