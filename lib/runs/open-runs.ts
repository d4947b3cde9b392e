/** A run whose file may be closed between two reads. */
export interface ClosableRun {
  /** Whether a read is under way. */
  readonly isRead: boolean;
  close(): Promise<void>;
}

/** Bounds the number of files that are open: closes the run that has not been read for the longest time. */
export class OpenRuns {
  readonly #most: number;
  /** The run that was read last is at the end. */
  readonly #runs = new Set<ClosableRun>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Call before a run is read. Closes another run that is not being read if there are too many. */
  async use(run: ClosableRun): Promise<void> {
    this.#runs.delete(run);
    this.#runs.add(run);
    if (this.#runs.size <= this.#most) return;
    for (const oldest of this.#runs) {
      if (oldest.isRead) continue;
      this.#runs.delete(oldest);
      return oldest.close();
    }
  }

  /** Call when the file of a run is closed. */
  delete(run: ClosableRun): void {
    this.#runs.delete(run);
  }
}
