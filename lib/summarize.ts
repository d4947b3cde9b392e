import { findSources } from './job/find-sources.js';
import { findWorkDirectory } from './job/find-work-directory.js';
import { answerOptions, type JobSettings, readSettings, type SummarizeOptions } from './job/job-settings.js';
import { ProgressReport } from './job/progress.js';
import { readSources } from './job/read-sources.js';
import type { FilesBeside } from './job/refuse-overlaps.js';
import { savedSourceBytes } from './job/saved-source-bytes.js';
import { WorkerPool } from './job/worker-pool.js';
import { writeSummary } from './job/write-summary.js';
import { type Counters, totalRejects } from './records/counters.js';
import { bytesOfRuns } from './records/run.js';
import type { JobReport } from './report/job-report.js';
import { JobState } from './storage/job-state.js';
import { outputTarget } from './storage/output-target.js';
import { removeScratchDirectory } from './storage/scratch-directory.js';

/** What a job came to; all of it, also where it was resumed, unless said otherwise. */
export interface SummarizeStats extends Counters {
  /** Of the sources' files, as they are on disk. */
  readonly sourceBytes: number;
  /** Lines of the summary. */
  readonly users: number;
  readonly runs: number;
  /** Bytes of the runs. */
  readonly spilledBytes: number;
  /** Source bytes that were not read again, since an earlier start of the job had saved them; 0 when it began afresh. */
  readonly resumedFrom: number;
  /** Of this start of the job. */
  readonly seconds: number;
  /** The most memory that the process has had, in bytes (resident set size). */
  readonly peakRss: number;
}

/**
 * A whole job: reads the sources, spills their activities into runs in the work directory, and folds those into the output. Killed at any
 * moment and called again with the same options, it goes on from its last checkpoint; the output is the same to the
 * byte, and it is the old file or the new one, never half. When it is done, the work directory is gone.
 *
 * `beside` names files that the caller goes on to read or write: the job is refused where it would write over them, or
 * they over what it reads.
 *
 * Errors: `bad-option`, `source-unreadable`, `source-changed`, `options-changed`, `newer-format`, `state-corrupt`,
 * `locked`, `io`, `output-failed`, `too-many-rejects`, `worker-failed`, `aborted`.
 */
export async function summarize(
  options: SummarizeOptions,
  beside: FilesBeside = {},
): Promise<SummarizeStats> {
  const settings = readSettings(options);
  const sources = await findSources(settings, beside);
  if (settings.report !== undefined) await outputTarget(settings.report);
  const { directory, scratch } = await findWorkDirectory(settings.output, settings.directory);
  try {
    const state = await JobState.open(directory, {
      sources,
      rejects: settings.rejects,
      options: answerOptions(settings),
      fresh: settings.fresh,
      scratch,
    });
    return await runJob(state, settings);
  } finally {
    if (scratch) await removeScratchDirectory(directory).catch(() => {});
  }
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
    await state.publishRejects();
    const { users, names } = await writeSummary(state, settings, progress, pool);
    progress.end();
    const stats = {
      ...state.manifest.counters,
      sourceBytes,
      users,
      runs: state.runs.length,
      spilledBytes: spilledBytes(state),
      resumedFrom,
      seconds: progress.seconds,
      peakRss: process.resourceUsage().maxRSS * 1024,
    };
    if (names !== undefined) await report?.write(stats, names);
    // To remove large files and to give back much memory both take the system some time.
    await Promise.all([state.finish(), pool.end()]);
    return stats;
  } catch (error) {
    // Nothing is to be written any more when the directory is let go.
    await pool.end();
    // What went wrong first is what has to be told.
    await state.release().catch(() => {});
    throw error;
  } finally {
    report?.stop();
    await pool.end();
  }
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
  const sizes = state.manifest.sources.map(({ size }) => size);
  return new ProgressReport(settings.onProgress, {
    phase: 'read',
    bytes: resumedFrom,
    totalBytes: sizes.reduce((sum, size) => sum + size, 0),
    resumable: state.resumable,
    resumedFrom,
    rejects: totalRejects(state.manifest.counters),
    ignored: state.manifest.counters.ignored,
    users: 0,
    runs: state.runs.length,
    spilledBytes: spilledBytes(state),
  });
}
