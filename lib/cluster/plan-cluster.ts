import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { replaceFile } from '../disk/durable-file.js';
import { SpillwayError } from '../errors.js';
import { TEXT_FORMATS, type TextFormat } from '../format/output-format.js';
import { findSources } from '../job/find-sources.js';
import { type JobSettings, readSettings, type SummarizeOptions } from '../job/job-settings.js';
import { BYTES_OF_PARTITION, sampleSources } from '../job/sample-splitters.js';
import { OptionReader } from '../options.js';
import { HeldSources } from '../sources/held-sources.js';
import { openJobSource } from '../sources/job-sources.js';
import { nameOfSource, STANDARD_INPUT } from '../sources/standard-input.js';
import { verifyWhole } from '../sources/verify-source.js';
import { makeDirectory, planFile } from './exchange.js';
import { nominalStarts, plainBytesOf, rangesFor } from './nominal-ranges.js';
import { type ClusterPlan, decodePlan, encodePlan, findPlan, type PlannedOptions } from './plan-format.js';

export interface PlanClusterOptions
  extends Pick<
    SummarizeOptions,
    | 'source'
    | 'input'
    | 'map'
    | 'maxLine'
    | 'maxRejects'
    | 'columns'
    | 'delimiters'
    | 'emptySections'
    | 'order'
    | 'allowEmpty'
    | 'onNote'
  > {
  /** The directory through which tasks give each other their work. Created if it is not there. */
  readonly exchange: string;
  /** How summaries are written: `'line'` (default), `'ndjson'` or `'csv'`. Parquet is no format whose parts can be joined. */
  readonly format?: TextFormat | undefined;
  /** Tasks that will run at once. Default: as many as this machine can. */
  readonly slots?: number | undefined;
  /** How many ranges to read. Default: by slots and size. */
  readonly ranges?: number | undefined;
  /** How many parts the summary has. Default: by slots and size. */
  readonly parts?: number | undefined;
  /** Whether rejected lines are kept. Default: they are only counted. */
  readonly rejects?: boolean | undefined;
}

const MOST_TASKS = 1_000_000;
/** More would make the slices of a partition small. */
export const MOST_PARTITIONS = 2048;

/** Parts end where partitions do: with this many in each, few are much larger than others. */
const PARTITIONS_OF_PART = 16;
const LEAST_PARTITION = 2 ** 14;

export interface PlanSettings {
  readonly job: JobSettings;
  readonly options: PlannedOptions;
  readonly slots: number;
  readonly ranges: number | undefined;
  readonly parts: number | null;
}

/**
 * Makes the plan of a job whose tasks run on several machines, and writes it to the exchange. If a plan is there already, of the same
 * sources and options, that one stays, with the sizes that sources had then: so a new driver resumes.
 *
 * Errors: `bad-option`, `source-unreadable`, `source-changed`, `options-changed`, `state-corrupt`, `newer-format`, `io`.
 */
export async function planCluster(options: PlanClusterOptions): Promise<ClusterPlan> {
  const { exchange: given, ...others } = options;
  const exchange = new OptionReader('planCluster', { exchange: given }).requiredPath('exchange');
  const settings = readPlanSettings(exchange, others);
  const found = await findSources(settings.job);
  const pipe = found.find(({ path, resumable }) => !resumable || path === STANDARD_INPUT);
  if (pipe !== undefined) {
    const name = nameOfSource(pipe.path);
    throw new SpillwayError(
      'bad-option',
      `${name} cannot be read in ranges by other processes; write it to a file first`,
      { file: name, option: 'source' },
    );
  }
  await makeDirectory(exchange);
  const saved = await findPlan(exchange);
  if (saved !== undefined) return resumedPlan(exchange, saved, settings, found);
  const held = await HeldSources.open(found);
  try {
    const identities = found.map((_, index) => held.seen(index));
    const { slots, parts, ranges = rangesFor(plainBytesOf(identities), slots) } = settings;
    return await writePlan(exchange, {
      options: settings.options,
      sources: identities.map((identity, index) => ({ name: found[index]!.path, tag: null, identity })),
      fed: false,
      starts: nominalStarts(identities, ranges),
      slots,
      parts,
      splitters: await sampleSources(
        { held, identities },
        settings.job,
        MOST_PARTITIONS,
        bytesOfPartition(plainBytesOf(identities), settings),
      ),
    });
  } finally {
    await held.close();
  }
}

export function readPlanSettings(
  exchange: string,
  others: Omit<PlanClusterOptions, 'exchange'>,
): PlanSettings {
  const { slots: _, ranges: __, parts: ___, rejects: ____, ...answer } = others;
  const reader = new OptionReader('planCluster', others);
  const tasks = (name: string) => reader.integer(name, 0, { min: 1, max: MOST_TASKS });
  const slots = reader.integer('slots', availableParallelism(), { min: 1, max: MOST_TASKS });
  const ranges = others.ranges === undefined ? undefined : tasks('ranges');
  const parts = others.parts === undefined ? null : tasks('parts');
  const rejects = reader.flag('rejects');
  const format = reader.oneOf<TextFormat>('format', 'line', TEXT_FORMATS);
  const job = readSettings({ ...answer, format, output: join(exchange, 'parts') });
  const { input, map, maxLine, delimiters, order, emptySections, columns, allowEmpty } = job;
  const { maxRejects, maxRejectPercent } = job;
  const where = { input, map, maxLine, delimiters, order };
  const options = {
    ...where,
    format,
    emptySections,
    columns,
    rejects,
    maxRejects,
    maxRejectPercent,
    allowEmpty,
  };
  return { job, options, slots, ranges, parts };
}

/** Source bytes of a partition, so that there are enough for the parts. */
export function bytesOfPartition(bytes: number, { parts, slots }: PlanSettings): number {
  const wanted = PARTITIONS_OF_PART * (parts ?? 2 * slots);
  return Math.max(LEAST_PARTITION, Math.min(BYTES_OF_PARTITION, bytes / wanted));
}

export async function writePlan(exchange: string, plan: Omit<ClusterPlan, 'id'>): Promise<ClusterPlan> {
  const { bytes } = encodePlan(plan);
  await replaceFile(planFile(exchange), bytes);
  return decodePlan(bytes, planFile(exchange));
}

/** The saved plan, if it is of these sources and options, and the sources still begin with what it saw. */
async function resumedPlan(
  exchange: string,
  saved: ClusterPlan,
  { options }: PlanSettings,
  found: Awaited<ReturnType<typeof findSources>>,
): Promise<ClusterPlan> {
  const names = found.map(({ path }) => path);
  requireSame(exchange, saved, options, names);
  for (const [index, { identity }] of saved.sources.entries()) {
    const file = await openJobSource(found[index]!);
    try {
      await verifyWhole(file, identity);
    } finally {
      await file.close();
    }
  }
  return saved;
}

/** Fails with `options-changed` where a plan is of other options, or of other sources. */
export function requireSame(
  exchange: string,
  saved: ClusterPlan,
  options: PlannedOptions,
  names: readonly string[],
): void {
  const different = Object.entries(options).find(
    ([name, value]) => !isDeepStrictEqual(saved.options[name as keyof PlannedOptions], plain(value)),
  );
  const what = different !== undefined ? `another ${different[0]}` : 'other sources';
  const isSame =
    different === undefined &&
    isDeepStrictEqual(
      names,
      saved.sources.map(({ name }) => name),
    );
  if (isSame) return;
  throw new SpillwayError(
    'options-changed',
    `${planFile(exchange)} is the plan of a job with ${what}; name another directory, or remove this one`,
    { file: planFile(exchange), option: different?.[0] },
  );
}

/** As it is read again from JSON. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
