/** How far a job is. */
export interface Progress {
  /** `read`: the source, up to the last run; `merge`: all runs into the output. */
  readonly phase: 'read' | 'merge';
  /** Bytes that the phase has dealt with, of the sources' files, as they are on disk, or of the runs. */
  readonly bytes: number;
  /** Bytes that it has to deal with in all; undefined where one of the sources is a pipe, which tells no size. */
  readonly totalBytes: number | undefined;
  /** Whether another start of the job could go on where this one ends: not where it reads a pipe, or keeps nothing. */
  readonly resumable: boolean;
  /** Source bytes that need not be read again, since an earlier start of the job has saved them. */
  readonly resumedFrom: number;
  /** Lines rejected so far. */
  readonly rejects: number;
  /** Lines so far that the mapping has no use for. */
  readonly ignored: number;
  /** Users written so far. */
  readonly users: number;
  /** Runs so far, and their bytes. */
  readonly runs: number;
  readonly spilledBytes: number;
  /** Since this start of the job. */
  readonly seconds: number;
}

/** At most ten a second: more is not seen by people and not wanted by logs. */
const INTERVAL_SECONDS = 0.1;

/** Collects what the parts of a job have done, and tells it on. */
export class ProgressReport {
  readonly #listeners: ((progress: Progress) => void)[];
  // Monotonic as performance.now(), which makes node load another nine modules.
  readonly #started = process.uptime();
  #last = Number.NEGATIVE_INFINITY;
  #progress: Omit<Progress, 'seconds'>;

  constructor(report: ((progress: Progress) => void) | undefined, start: Omit<Progress, 'seconds'>) {
    this.#listeners = report === undefined ? [] : [report];
    this.#progress = start;
    this.#tell();
  }

  get seconds(): number {
    return process.uptime() - this.#started;
  }

  get current(): Progress {
    return { ...this.#progress, seconds: this.seconds };
  }

  /** Tells one more, as often as the first, and at every change of phase before and after it. */
  listen(listener: (progress: Progress) => void): void {
    this.#listeners.push(listener);
    listener(this.current);
  }

  /** Bytes that the phase has dealt with. */
  get bytes(): number {
    return this.#progress.bytes;
  }

  /** Adds to counts of the phase. */
  add(
    done: Partial<Record<'bytes' | 'rejects' | 'ignored' | 'users' | 'runs' | 'spilledBytes', number>>,
  ): void {
    const progress = { ...this.#progress };
    for (const [name, count] of Object.entries(done) as [keyof typeof done, number][])
      progress[name] += count;
    this.#progress = progress;
    if (process.uptime() - this.#last >= INTERVAL_SECONDS) this.#tell();
  }

  /** The reading is over, all of it. */
  beginMerge(totalBytes: number): void {
    this.#tell();
    this.#progress = { ...this.#progress, phase: 'merge', bytes: 0, totalBytes };
    this.#tell();
  }

  end(): void {
    this.#tell();
  }

  #tell(): void {
    this.#last = process.uptime();
    for (const listener of this.#listeners) listener(this.current);
  }
}
