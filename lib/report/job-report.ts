import type { JobState } from '../checkpoint/job-state.js';
import { writeDestination } from '../disk/destination.js';
import type { JobSettings } from '../job/job-settings.js';
import type { ProgressReport } from '../job/progress.js';
import type { SummarizeStats } from '../job/stats.js';
import type { SummaryNames } from '../names/summary-names.js';
import { formatSize } from '../options.js';
import { formatReport } from './format-report.js';
import { JobTimeline } from './job-timeline.js';

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
    const page = formatReport({
      sources: this.#state.manifest.sources,
      output: this.#settings.output,
      options: optionsOf(this.#settings),
      stats,
      runs: this.#state.runs,
      samples: this.#timeline.samples,
      names,
      finished: new Date(),
    });
    await writeDestination(this.#path, [Buffer.from(page)], this.#settings.signal);
  }

  /** Stops watching. */
  stop(): void {
    this.#timeline.stop();
  }
}

function optionsOf(settings: JobSettings): Record<string, string> {
  const { input, memory, workers, checkpointEvery, maxLine } = settings;
  const { format, delimiters, emptySections, order } = settings;
  return {
    input,
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
