import type { JobState } from '../checkpoint/job-state.js';
import { writeDestination } from '../disk/destination.js';
import type { TimeSpan } from '../inspect/time-span.js';
import { firstRejects, rejectedLines } from '../job/first-rejects.js';
import type { JobSettings } from '../job/job-settings.js';
import type { ProgressReport } from '../job/progress.js';
import type { SummarizeStats } from '../job/stats.js';
import type { SummaryNames } from '../names/summary-names.js';
import { formatSize } from '../options.js';
import { packageVersion } from '../package-version.js';
import { fileOfSource } from '../sources/standard-input.js';
import { formatReport } from './format-report.js';
import { JobTimeline } from './job-timeline.js';

/** Rejected lines that are shown. */
const FEW_REJECTS = 5;

/** Watches a job from its start, and writes a page about it when it is done. */
export class JobReport {
  readonly #path: string;
  readonly #settings: JobSettings;
  readonly #state: JobState;
  readonly #timeline: JobTimeline;

  constructor(path: string, settings: JobSettings, state: JobState, progress: ProgressReport) {
    this.#path = path;
    this.#settings = settings;
    this.#state = state;
    this.#timeline = new JobTimeline(progress);
  }

  /** Takes the last sample and writes the page. Fails with `output-failed`. */
  async write(stats: SummarizeStats, names: SummaryNames): Promise<void> {
    this.#timeline.end();
    const { rejects, input, keep, signal } = this.#settings;
    const { sources } = this.#state;
    const read = { rejects, sources: sources.map(({ path }) => path), input, keep };
    const page = formatReport({
      sources: this.#state.manifest.sources,
      output: this.#settings.output,
      options: optionsOf(this.#settings),
      stats,
      runs: this.#state.runs,
      samples: this.#timeline.samples,
      names,
      firstRejects: await firstRejects(rejectedLines(read, stats.firstReject), FEW_REJECTS),
      timeSpan: await this.#timeSpan(),
      versions: `spillway ${packageVersion()}, node ${process.versions.node}`,
      finished: new Date(),
    });
    await writeDestination(this.#path, [Buffer.from(page)], signal);
  }

  /** The page is written without it, if the sources cannot be looked at. */
  async #timeSpan(): Promise<TimeSpan | undefined> {
    const { sources } = this.#state;
    if (!sources.every(({ resumable }) => resumable)) return undefined;
    const { inspectSources } = await import('../inspect/inspect.js');
    const { map, signal } = this.#settings;
    const paths = sources.map(({ path }) => fileOfSource(path));
    const look = await inspectSources(paths, { map }, signal).catch(() => undefined);
    return look?.timeSpan;
  }

  /** Stops watching. */
  stop(): void {
    this.#timeline.stop();
  }
}

function optionsOf(settings: JobSettings): Record<string, string> {
  const { input, memory, workers, checkpointEvery, maxLine, map, head, users } = settings;
  const { format, delimiters, emptySections, order } = settings;
  return {
    input,
    mapping: map === undefined ? 'none: the plain input' : JSON.stringify(map),
    ...(head === undefined ? {} : { 'lines read (head)': String(head) }),
    ...(users === undefined ? {} : { 'users asked for': users.join(', ') }),
    memory: formatSize(memory),
    workers: `at most ${workers}`,
    'checkpoint every': formatSize(checkpointEvery),
    'longest line': formatSize(maxLine),
    format,
    delimiters,
    'empty sections': emptySections,
    'order of users': order,
  };
}
