import type { TimeSpan } from '../inspect/time-span.js';
import type { ShownReject } from '../job/first-rejects.js';
import type { SummarizeStats } from '../job/stats.js';
import type { SummaryNames } from '../names/summary-names.js';
import type { Run } from '../records/run.js';
import type { TimelineSample } from './job-timeline.js';

/** Everything that a report shows of a finished job. Plain data. */
export interface JobRecord {
  readonly sources: readonly { readonly path: string; readonly size: number }[];
  /** Undefined if only changes were written. */
  readonly output: string | undefined;
  /** The options it ran with, by the name that the report shows. */
  readonly options: Readonly<Record<string, string>>;
  readonly stats: SummarizeStats;
  /** In source order, including those of earlier starts. */
  readonly runs: readonly Pick<Run, 'bytes' | 'rows' | 'records'>[];
  /** Taken since this start of the job, oldest first. */
  readonly samples: readonly TimelineSample[];
  readonly names: SummaryNames;
  /** The first rejected lines, if they are known. */
  readonly firstRejects: readonly ShownReject[];
  /** The times of the records, from a sample of the sources, if they are known. */
  readonly timeSpan: TimeSpan | undefined;
  /** Of spillway and of node. */
  readonly versions: string;
  readonly finished: Date;
}
