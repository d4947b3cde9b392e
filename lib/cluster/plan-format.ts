import { readStateFile } from '../disk/durable-file.js';
import { SpillwayError } from '../errors.js';
import type { DelimiterPolicy, EmptySections, TextFormat } from '../format/output-format.js';
import type { SummaryColumn } from '../format/summary-column.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { packageVersion } from '../package-version.js';
import type { JsonRecord } from '../records/json-value.js';
import type { SourcePosition } from '../records/source-position.js';
import type { UserOrder } from '../records/user-order.js';
import { RUN_FORMAT_VERSION } from '../runs/run-format.js';
import type { InputFormat } from '../sources/input-format.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { type CheckedFile, decodeChecked, encodeChecked } from './checked-json.js';
import { planFile } from './exchange.js';

/** The options of `summarize` that decide the answer: all tasks take them from the plan. */
export interface PlannedOptions {
  readonly input: InputFormat;
  readonly map: Mapping | undefined;
  readonly maxLine: number;
  readonly delimiters: DelimiterPolicy;
  readonly order: UserOrder;
  readonly format: TextFormat;
  readonly emptySections: EmptySections;
  /** The columns of the wide form; undefined where there is a line or object a user, or a row a fact. */
  readonly columns: readonly SummaryColumn[] | undefined;
  /** Whether rejected lines are kept. */
  readonly rejects: boolean;
  readonly maxRejects: number;
  /** The same as a share of all lines, in percent. */
  readonly maxRejectPercent: number | undefined;
  readonly allowEmpty: boolean;
}

export interface PlannedSource {
  /** As rejects name it. */
  readonly name: string;
  /** What tells this version of an object from another, its ETag for example; null where the identity does. */
  readonly tag: string | null;
  /** Of its whole content when the plan was made; of a source that is fed, only its size. */
  readonly identity: SourceIdentity;
}

/** What all tasks of a job have to agree on. */
export interface ClusterPlan {
  /** SHA-256 of everything below, in hex. */
  readonly id: string;
  readonly options: PlannedOptions;
  /** In their order. Only the bytes that they had when the plan was made are read. */
  readonly sources: readonly PlannedSource[];
  /** Whether tasks get the bytes of sources from standard input, instead of opening them. */
  readonly fed: boolean;
  /**
   * Where each range begins, nominally: it really begins behind the first line end at or after this byte. It ends where the
   * next one begins, the last one at the end of the last source.
   */
  readonly starts: readonly SourcePosition[];
  /** Tasks that are to run at once. */
  readonly slots: number;
  /** How many parts the summary is to have; null: as the runs suggest. */
  readonly parts: number | null;
  /** Where partitions of users meet in all runs. */
  readonly splitters: readonly Uint8Array[];
}

const KIND = {
  format: 'spillway plan',
  version: 1,
  wayOut: 'make the plan again, in another directory',
} as const;

export function encodePlan({ splitters, ...plan }: Omit<ClusterPlan, 'id'>): CheckedFile {
  return encodeChecked(KIND, {
    spillway: packageVersion(),
    runFormat: RUN_FORMAT_VERSION,
    ...plan,
    splitters: splitters.map((splitter) => Buffer.from(splitter).toString('base64')),
  });
}

/** Fails with `state-corrupt`, and with `newer-format` for a plan of another spillway. */
export function decodePlan(bytes: Uint8Array, file: string): ClusterPlan {
  const { fields, checksum } = decodeChecked(KIND, bytes, file);
  const [spillway, runFormat] = [fields.field('spillway').text(), fields.field('runFormat').integer()];
  if (spillway !== packageVersion() || runFormat !== RUN_FORMAT_VERSION) {
    throw new SpillwayError(
      'newer-format',
      `${file} was made by spillway ${spillway}, and this is ${packageVersion()}; all tasks of a job need the same version`,
      { file, expected: packageVersion(), found: spillway },
    );
  }
  // The checksum is right, so this is what encodePlan wrote.
  const plan = fields.record() as unknown as Omit<ClusterPlan, 'id' | 'splitters'> & JsonRecord;
  const { options, sources, fed, starts, slots, parts } = plan;
  const splitters = fields
    .field('splitters')
    .items()
    .map((splitter) => new Uint8Array(Buffer.from(splitter.text(), 'base64')));
  return { id: checksum, options, sources, fed, starts, slots, parts, splitters };
}

/** The plan in an exchange, or undefined if there is none. */
export async function findPlan(exchange: string): Promise<ClusterPlan | undefined> {
  const file = planFile(exchange);
  const bytes = await readStateFile(file);
  return bytes === undefined ? undefined : decodePlan(bytes, file);
}

export async function readPlan(exchange: string): Promise<ClusterPlan> {
  const plan = await findPlan(exchange);
  if (plan !== undefined) return plan;
  throw new SpillwayError('bad-option', `there is no plan in ${exchange}; spillway plan makes it`, {
    file: planFile(exchange),
  });
}

/** Where the last range ends. */
export function endOfSources({ sources }: Pick<ClusterPlan, 'sources'>): SourcePosition {
  return { source: sources.length, offset: 0 };
}

export function rangeOf(
  plan: ClusterPlan,
  index: number,
): { readonly from: SourcePosition; readonly to: SourcePosition } {
  const from = plan.starts[index];
  if (from === undefined) throw noSuch('range', index, plan.starts.length);
  return { from, to: plan.starts[index + 1] ?? endOfSources(plan) };
}

export function noSuch(what: 'range' | 'part', index: number, count: number): SpillwayError {
  return new SpillwayError(
    'bad-option',
    `there is no ${what} ${index}: there are ${count}, the first of which is 0`,
    { option: 'index', expected: count, found: index },
  );
}
