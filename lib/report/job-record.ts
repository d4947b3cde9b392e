import type { SummarizeStats } from '../job/stats.js';
import type { SummaryNames } from '../names/summary-names.js';
import type { Run } from '../records/run.js';
import type { TimelineSample } from './job-timeline.js';

/** All that a report tells of a job that is done. Plain data. */
export interface JobRecord {
  readonly sources: readonly { readonly path: string; readonly size: number }[];
  readonly output: string;
  /** The options that it ran with, by the names of their flags. */
  readonly options: Readonly<Record<string, string>>;
  readonly stats: SummarizeStats;
  /** In source order, those of earlier starts too. */
  readonly runs: readonly Pick<Run, 'bytes' | 'rows' | 'users'>[];
  /** Of this start of the job, oldest first. */
  readonly samples: readonly TimelineSample[];
  readonly names: SummaryNames;
  readonly finished: Date;
}
