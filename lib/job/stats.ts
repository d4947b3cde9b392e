import type { Counters } from '../records/counters.js';

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
