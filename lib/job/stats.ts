import type { Counters } from '../records/counters.js';

/** The figures of a job: of all its starts together, unless a field says otherwise. */
export interface SummarizeStats extends Counters {
  /** Bytes of the source files, as they are on disk. */
  readonly sourceBytes: number;
  /** Lines of the summary; where there is no output, of the changes. */
  readonly users: number;
  /** Users in the changes, and users that no longer exist; only with changes. */
  readonly changedUsers?: number;
  readonly goneUsers?: number;
  readonly runs: number;
  /** Bytes of the runs. */
  readonly spilledBytes: number;
  /** Source bytes that were not read again, because an earlier start had saved them; 0 if nothing was resumed. */
  readonly resumedFrom: number;
  /** Of this start of the job. */
  readonly seconds: number;
  /** The peak memory of the process, in bytes (resident set size). */
  readonly peakRss: number;
}
