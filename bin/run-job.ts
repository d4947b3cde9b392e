import { splitNames } from '../lib/format/summary-column.js';
import { detectInput } from '../lib/job/detect-input.js';
import type { ChangesOptions, SummarizeOptions } from '../lib/job/job-settings.js';
import { NothingValidError } from '../lib/job/nothing-valid-error.js';
import type { Progress } from '../lib/job/progress.js';
import type { FilesBeside } from '../lib/job/refuse-overlaps.js';
import type { SummarizeStats } from '../lib/job/stats.js';
import { loadMapping } from '../lib/mapping/load-mapping.js';
import { totalRejects } from '../lib/records/counters.js';
import { summarize } from '../lib/summarize.js';
import { DONE, REJECTED } from './exit-code.js';
import {
  describeChanges,
  describeLook,
  describeRejects,
  describeResult,
  describeResume,
  NOT_RESUMABLE,
} from './messages.js';
import { optimizeLater } from './optimize-later.js';
import { compareWithReference, type FormFlags, formOf } from './output-form.js';
import { ProgressBar, progressStyle } from './progress-bar.js';
import { say } from './say.js';
import { sharesTerminal } from './shares-terminal.js';
import { stopOnSignals } from './stop-on-signals.js';
import { writeStats } from './write-stats.js';

/** Option values from commander; `summarize` checks them. */
export interface SummarizeFlags extends FormFlags {
  readonly keep?: true;
  readonly changes?: string;
  readonly appendAnyway?: true;
  readonly input?: 'lines' | 'json';
  readonly workDir?: string;
  readonly memory?: string;
  readonly checkpointEvery?: string;
  readonly map?: string;
  readonly maxLine?: string;
  readonly head?: number | string;
  readonly users?: string;
  readonly rejects?: string;
  readonly report?: string;
  readonly maxRejects?: number | string;
  readonly omitEmptySections?: true;
  readonly order?: 'bytes' | 'numeric';
  readonly reduce?: string;
  readonly workers?: number | string;
  readonly allowEmpty?: true;
  readonly fresh?: true;
  readonly dryRun?: true;
  readonly verify?: string;
  readonly inMemory?: true;
  readonly stats?: string;
  readonly progress?: boolean;
  readonly quiet?: true;
}

/** Rejected lines that are shown. */
const FEW_REJECTS = 3;

type JobOptions = SummarizeOptions | ChangesOptions;
/** Does a job as these flags say. Resolves to its exit code. */
export async function runJob(sources: readonly string[], flags: SummarizeFlags): Promise<number> {
  const tell = flags.quiet === true ? () => {} : say;
  const { output, changes, rejects, report } = flags;
  const style = progressStyle({
    asked: flags.progress,
    quiet: flags.quiet === true,
    terminal: process.stderr.isTTY === true,
    shared: sharesTerminal([output, changes, rejects, report]),
    term: process.env['TERM'],
  });
  const bar = new ProgressBar(style);
  return stopOnSignals(async (signal) => {
    const map = flags.map === undefined ? undefined : await loadMapping(flags.map, signal);
    const input = flags.input ?? (await detectInput(sources));
    // A note is no closing message: --quiet does not hide it.
    const options = { ...optionsOf(sources, flags), input, map, signal, onNote: say };
    const beside = { stats: flags.stats, reference: flags.verify };
    if (flags.dryRun === true) return (await import('./tell-plan.js')).tellPlan(options, beside);
    const job = flags.inMemory === true ? summarizedInMemory : summarizeShown;
    const stats = await job(options, beside, { bar, tell }).catch(async (error: unknown) => {
      if (flags.stats !== undefined && error instanceof NothingValidError)
        await writeStats(flags.stats, error.stats, signal);
      throw error;
    });
    tell(describeResult(flags.output, stats));
    for (const line of describeLook(options, stats)) tell(line);
    if (flags.changes !== undefined) tell(describeChanges(flags.changes, stats));
    if (totalRejects(stats) > 0) {
      const { firstRejects, rejectedLines } = await import('../lib/job/first-rejects.js');
      const shown = rejectedLines({ rejects, sources, input, keep: flags.keep }, stats.firstReject);
      tell(
        describeRejects(stats, options, flags.quiet === true ? [] : await firstRejects(shown, FEW_REJECTS)),
      );
    }
    if (flags.stats !== undefined) await writeStats(flags.stats, stats, signal);
    if (flags.verify !== undefined) tell(await compareWithReference(flags, flags.verify, signal));
    return totalRejects(stats) > 0 ? REJECTED : DONE;
  }, tell);
}

function optionsOf(source: readonly string[], flags: SummarizeFlags): JobOptions {
  return {
    source,
    output: flags.output,
    keep: flags.keep,
    changes: flags.changes,
    appendAnyway: flags.appendAnyway,
    directory: flags.workDir,
    memory: flags.memory,
    checkpointEvery: flags.checkpointEvery,
    maxLine: flags.maxLine,
    head: flags.head as number | undefined,
    users: flags.users === undefined ? undefined : splitNames(flags.users),
    rejects: flags.rejects,
    report: flags.report,
    maxRejects: flags.maxRejects as SummarizeOptions['maxRejects'],
    ...formOf(flags),
    delimiters: flags.delimiters,
    emptySections: flags.omitEmptySections === true ? 'omit' : undefined,
    reduce: flags.reduce,
    order: flags.order,
    workers: flags.workers as number | undefined,
    allowEmpty: flags.allowEmpty,
    fresh: flags.fresh,
  } as JobOptions;
}

async function summarizeShown(
  options: JobOptions,
  beside: FilesBeside,
  { bar, tell }: { readonly bar: ProgressBar; readonly tell: (text: string) => void },
): Promise<SummarizeStats> {
  let begun = false;
  const onProgress = (progress: Progress): void => {
    if (!begun && progress.runs > 0) tell(describeResume(progress));
    if (!begun && !progress.resumable) tell(NOT_RESUMABLE);
    begun = true;
    bar.show(progress);
  };
  const notes: string[] = [];
  try {
    optimizeLater();
    return await summarize({ ...options, onProgress, onNote: (note) => notes.push(note) }, beside);
  } finally {
    bar.end();
    for (const note of notes) say(note);
  }
}

// Modules that few starts need are loaded on demand: loading them takes longer than summarising a small source.

async function summarizedInMemory(options: JobOptions, beside: FilesBeside): Promise<SummarizeStats> {
  const { summarizeFileInMemory } = await import('./summarize-file-in-memory.js');
  return summarizeFileInMemory(options as SummarizeOptions, beside);
}
