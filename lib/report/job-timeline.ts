import type { Progress, ProgressReport } from '../job/progress.js';

/** How far a job was at one moment, and how much memory its process held, in bytes (resident set size). */
export interface TimelineSample extends Progress {
  readonly rss: number;
}

/** Short enough to draw a curve of a job that takes one second. */
const FIRST_INTERVAL_MS = 25;
/** Several samples for each point that a chart can show. */
const MAX_SAMPLES = 1024;

/**
 * Samples a job at intervals until stopped. Whenever there are many samples, it drops every other one and doubles the
 * interval, so a timeline has as many samples for a day as for a few seconds. It always keeps the last sample of a phase
 * and the first sample of the next.
 */
export class JobTimeline {
  readonly #progress: ProgressReport;
  readonly #maxSamples: number;
  #samples: TimelineSample[] = [];
  #told: Progress;
  #interval = FIRST_INTERVAL_MS;
  #timer: NodeJS.Timeout | undefined;

  constructor(progress: ProgressReport, maxSamples: number = MAX_SAMPLES) {
    this.#progress = progress;
    this.#maxSamples = maxSamples;
    this.#told = progress.current;
    this.#add(this.#told);
    progress.listen((told) => {
      if (told.phase !== this.#told.phase) {
        this.#add(this.#told);
        this.#add(told);
      }
      this.#told = told;
    });
    this.#restart();
  }

  /** Oldest first. */
  get samples(): readonly TimelineSample[] {
    return this.#samples;
  }

  /** Stops, and takes a last sample. */
  end(): void {
    this.stop();
    this.#add(this.#progress.current);
  }

  /** Calling it again does nothing. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #restart(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), this.#interval).unref();
  }

  #look(): void {
    this.#add(this.#progress.current);
    if (this.#samples.length < this.#maxSamples) return;
    this.#samples = this.#samples.filter(
      ({ phase }, index, all) =>
        index % 2 === 0 || phase !== all[index - 1]?.phase || phase !== all[index + 1]?.phase,
    );
    this.#interval *= 2;
    this.#restart();
  }

  #add(progress: Progress): void {
    this.#samples.push({ ...progress, rss: process.memoryUsage.rss() });
  }
}
