import { inParallel } from '../async/in-parallel.js';
import { SpillwayError } from '../errors.js';
import { areSameMeasures, type RunMeasure } from '../mapping/run-measures.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { RunFile } from './run-file.js';
import { type RunKind, sliceCounts } from './run-format.js';

/** Partitions of each run that hold the same range of users. */
export interface Interval {
  /** Its least user; undefined for the first interval. */
  readonly from: Uint8Array | undefined;
  /** The least user after it; undefined for the last interval. */
  readonly before: Uint8Array | undefined;
  /** For each run, the first partition of the interval, and the first one after it. */
  readonly partitions: readonly (readonly [first: number, end: number])[];
  readonly bytes: number;
  readonly records: number;
}

/**
 * The runs of a merge, in source order, and how their partitions fit together: users are cut where all runs are cut, so
 * that no partition is read twice. Runs of one job are all cut alike.
 */
export class RunSet {
  readonly order: UserOrder;
  readonly content: RunContent;
  readonly runs: readonly RunFile[];
  /** Of the events of all runs. */
  readonly measures: readonly RunMeasure[];
  readonly intervals: readonly Interval[];

  private constructor({ order, content }: Pick<RunKind, 'order' | 'content'>, runs: readonly RunFile[]) {
    this.order = order;
    this.content = content;
    this.runs = runs;
    this.measures = runs[0]?.footer.measures ?? [];
    this.intervals = intervalsOf(runs);
  }

  /** Fails with `bad-pipeline` where runs differ in the order of their users or in their measures, or do not hold the same of activities, or rows in place of timelines or the other way round. */
  static async open(files: readonly string[], wanted: 'rows' | 'timelines' = 'rows'): Promise<RunSet> {
    const all = await inParallel(files, (file) => RunFile.inspect(file));
    const order = all[0]?.order ?? 'bytes';
    const other = all.find((run) => run.order !== order);
    if (other !== undefined) {
      throw new SpillwayError(
        'bad-pipeline',
        `the run ${other.path} has its users in the order '${other.order}', the runs before it in '${order}'`,
        { file: other.path, expected: order, found: other.order },
      );
    }
    const content = all[0]?.content ?? wanted;
    const isWanted = (content === 'rows') === (wanted === 'rows');
    const misfit = isWanted ? all.find((run) => run.content !== content) : all[0];
    if (misfit !== undefined) throw otherContent(misfit, content, wanted);
    // A run without activities may not know where others are cut, nor which measures there are.
    const runs = all.filter(({ footer }) => footer.records > 0);
    requireSameMeasures(runs);
    return new RunSet({ order, content }, runs);
  }

  /** Bytes of the longest block of all runs. */
  get largestBlock(): number {
    return this.runs.reduce((most, { footer }) => Math.max(most, footer.largestBlock), 0);
  }

  /** Bytes of all slices. */
  get bytes(): number {
    return this.intervals.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async close(): Promise<void> {
    for (const run of this.runs) await run.close();
  }
}

function requireSameMeasures([first, ...others]: readonly RunFile[]): void {
  const other = others.find(({ footer }) => !areSameMeasures(footer.measures, first!.footer.measures));
  if (other === undefined) return;
  const message = `the run ${other.path} has other measures than the runs before it`;
  throw new SpillwayError('bad-pipeline', message, { file: other.path });
}

const HELD: Readonly<Record<RunContent, string>> = {
  rows: 'rows of summaries',
  timelines: 'whole activities',
  facts: 'facts of activities',
};

function otherContent(
  { path, content }: RunFile,
  others: RunContent,
  wanted: 'rows' | 'timelines',
): SpillwayError {
  const way =
    content !== others
      ? `the runs before it ${HELD[others]}`
      : wanted === 'rows'
        ? 'runs of aggregate({ timelines: true }) are for timelines()'
        : 'timelines() takes runs of aggregate({ timelines: true })';
  return new SpillwayError('bad-pipeline', `the run ${path} holds ${HELD[content]}: ${way}`, { file: path });
}

function intervalsOf(runs: readonly RunFile[]): Interval[] {
  const lists = runs.map(({ footer }) => footer.splitters);
  const cuts = commonCuts(lists);
  const ends = runs.map(({ footer }) => [...placesOf(cuts, footer.splitters), footer.partitions]);
  return [undefined, ...cuts].map((from, index) => {
    let last: readonly [number, number] = [-1, -1];
    const partitions = ends.map((each) => {
      const [first, end] = [index === 0 ? 0 : each[index - 1]!, each[index]!];
      if (first !== last[0] || end !== last[1]) last = [first, end];
      return last;
    });
    let [bytes, records] = [0, 0];
    for (const [run, [first, end]] of partitions.entries()) {
      const { footer } = runs[run]!;
      for (let partition = first; partition < end; partition++) {
        for (let segment = 0; segment < footer.segments; segment++) {
          const counts = sliceCounts(footer, partition, segment);
          bytes += counts.bytes;
          records += counts.records;
        }
      }
    }
    return { from, before: cuts[index], partitions, bytes, records };
  });
}

/** The splitters that all runs have, ascending. Those of one job have the same. */
function commonCuts(lists: readonly (readonly Uint8Array[])[]): readonly Uint8Array[] {
  const [first = [], ...others] = lists;
  const sets = others
    .filter((splitters) => !areSame(first, splitters))
    .map((splitters) => new Set(splitters.map(keyOf)));
  return first.filter((splitter) => sets.every((set) => set.has(keyOf(splitter))));
}

/** The partitions that begin at the cuts, each of which is one of the splitters. */
function placesOf(cuts: readonly Uint8Array[], splitters: readonly Uint8Array[]): number[] {
  if (areSame(cuts, splitters)) return cuts.map((_, index) => index + 1);
  const places = new Map(splitters.map((splitter, index) => [keyOf(splitter), index + 1]));
  return cuts.map((cut) => places.get(keyOf(cut))!);
}

function areSame(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((each, index) => Buffer.compare(each, other[index]!) === 0);
}

function keyOf(splitter: Uint8Array): string {
  return Buffer.from(splitter.buffer, splitter.byteOffset, splitter.length).toString('latin1');
}
