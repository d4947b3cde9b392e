/** The progress of a job. */
export interface Progress {
  /** `read`: from the sources to the last run; `merge`: from all runs to the output. */
  readonly phase: 'read' | 'merge';
  /** Bytes that the phase has done: of the source files, as they are on disk, or of the runs. */
  readonly bytes: number;
  /** Bytes that the phase has to do in all; undefined if a source is a pipe, whose size is unknown. */
  readonly totalBytes: number | undefined;
  /** Whether a later start could resume where this one ends: not if the job reads a pipe, or keeps nothing. */
  readonly resumable: boolean;
  /** Source bytes that are not read again, because an earlier start of the job has saved them. */
  readonly resumedFrom: number;
  /** Lines rejected so far. */
  readonly rejects: number;
  /** Lines ignored by the mapping so far. */
  readonly ignored: number;
  /** Users written so far. */
  readonly users: number;
  /** Runs so far, and their bytes. */
  readonly runs: number;
  readonly spilledBytes: number;
  /** Since this start of the job. */
  readonly seconds: number;
}

/** At most ten reports a second: people see no more, and logs want no more. */
const INTERVAL_SECONDS = 0.1;

/** Adds up what the parts of a job have done, and reports it. */
export class ProgressReport {
  readonly #listeners: ((progress: Progress) => void)[];
  // Monotonic like performance.now(), which would make node load nine more modules.
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

  /** Adds a listener, which is called as often as the first one. */
  listen(listener: (progress: Progress) => void): void {
    this.#listeners.push(listener);
    listener(this.current);
  }

  /** Bytes that the phase has done. */
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

  /** All sources have been read. */
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
