import type { Progress, ProgressReport } from '../job/progress.js';

/** How far a job was at one moment, and the memory its process had, in bytes (resident set size). */
export interface TimelineSample extends Progress {
  readonly rss: number;
}

/** Often enough for a curve of a job that takes a second. */
const FIRST_INTERVAL_MS = 25;
/** Several for each point that a chart can show. */
const MAX_SAMPLES = 1024;

/**
 * Looks at a job from time to time until it is stopped: often at first, and half as often each time that there are many
 * samples, every other one of which is then dropped. So a timeline is as fine, and as small, for a day as for a second.
 * The last moment of a phase and the first one of the next are always among them.
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

  /** Takes a last sample. */
  end(): void {
    this.stop();
    this.#add(this.#progress.current);
  }

  /** May be repeated. */
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
