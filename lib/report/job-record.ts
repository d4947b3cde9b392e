import type { Run } from '../records/run.js';
import type { SummarizeStats } from '../summarize.js';
import type { TimelineSample } from './job-timeline.js';
import type { SummaryNames } from './summary-names.js';

/** All that a report tells of a job that is done. Plain data. */
export interface JobRecord {
  readonly sources: readonly { readonly path: string; readonly size: number }[];
  readonly output: string;
  /** The options that it ran with, by the names of their flags. */
  readonly options: Readonly<Record<string, string>>;
  readonly stats: SummarizeStats;
  /** In source order, those of earlier starts too. */
  readonly runs: readonly Pick<Run, 'bytes' | 'rows' | 'records'>[];
  /** Of this start of the job, oldest first. */
  readonly samples: readonly TimelineSample[];
  readonly names: SummaryNames;
  readonly finished: Date;
}
