import type { Stop } from '../../async/stop-flag.js';
import type {
  DelimiterPolicy,
  EmptySections,
  OutputFormat,
  SummaryFormatter,
} from '../../format/output-format.js';
import type { SummaryColumn } from '../../format/summary-column.js';
import { summaryFormatter } from '../../format/summary-formatter.js';
import { type Mapping, readMapping } from '../../mapping/read-mapping.js';
import type { Run } from '../../records/run.js';
import { SummaryBatch } from '../../records/summary-batch.js';
import type { UserRange } from '../../records/user-range.js';
import { mergeUsers } from '../../runs/merge-runs.js';
import type { RunSet } from '../../runs/run-set.js';
import { reduceLines } from '../../timelines/reduce-lines.js';
import { loadReducer } from '../../timelines/reducer.js';

/** What a job's runs are opened for. */
export function contentOf({ reduce }: Pick<MergeTask, 'reduce'>): 'rows' | 'timelines' {
  return reduce === undefined ? 'rows' : 'timelines';
}

/** How to merge the runs of a job. Plain data: it can be sent to a worker. */
export interface MergeTask {
  /** In source order. */
  readonly runs: readonly Run[];
  /** For temporary runs, if rows have to be distributed again. */
  readonly directory: string;
  readonly memory: number;
  /** `rows`: summaries as they are, for what the main thread formats; `nothing`: only names are counted. */
  readonly format: OutputFormat | 'rows' | 'nothing';
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
  /** The columns of the wide form. */
  readonly columns?: readonly SummaryColumn[] | undefined;
  /** What makes the lines instead of a summary, if anything does. */
  readonly reduce?: ReduceTask | undefined;
  /** Whether to count names. */
  readonly countNames: boolean;
}

export interface ReduceTask {
  /** Of the reducer's module. */
  readonly url: string;
  /** What the activities were read by; undefined for the plain input. */
  readonly map: Mapping | undefined;
}

/**
 * Merges the rows of a range of users and formats them. Yields the bytes of whole lines, in chunks that are valid until the
 * next one is asked for. These are the cores of the stages sortMerge and format; without streams nothing is copied between
 * them.
 */
export async function* mergePart(
  set: RunSet,
  task: Omit<MergeTask, 'runs'>,
  users: UserRange,
  onBatch: (batch: SummaryBatch) => void,
  stop?: Stop | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const { memory, directory, reduce } = task;
  if (reduce !== undefined) {
    const reducer = await loadReducer(reduce.url);
    const mapping = readMapping('map', reduce.map);
    const told = (count: number) => onBatch(new SummaryBatch(NOTHING, count));
    const { fields } = reducer;
    yield* reduceLines(set, reducer, { memory, directory, users, mapping, fields, stop }, told);
    return;
  }
  const formatter = await formatterOf(task, users.from === undefined);
  for await (const batch of mergeUsers(set, { memory, directory, users, stop })) {
    onBatch(batch);
    const lines = formatter.format(batch);
    if (lines.length > 0) yield lines;
  }
  const end = formatter.end();
  if (end.length > 0) yield end;
}

const NOTHING = new Uint8Array(0);
const ROWS: SummaryFormatter = { format: ({ bytes }) => bytes, end: () => NOTHING };
const NAMES_ONLY: SummaryFormatter = { format: () => NOTHING, end: () => NOTHING };

async function formatterOf(
  { format, ...options }: Omit<MergeTask, 'runs'>,
  header: boolean,
): Promise<SummaryFormatter> {
  if (format === 'rows') return ROWS;
  return format === 'nothing' ? NAMES_ONLY : summaryFormatter({ ...options, format, header });
}
