import { SpillwayError } from '../errors.js';
import { splittersOfPieces } from '../job/sample-splitters.js';
import { OptionReader } from '../options.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { makeDirectory } from './exchange.js';
import { nominalStarts, plainBytesOf, rangesFor } from './nominal-ranges.js';
import {
  bytesOfPartition,
  MOST_PARTITIONS,
  type PlanClusterOptions,
  readPlanSettings,
  requireSame,
  writePlan,
} from './plan-cluster.js';
import { type ClusterPlan, findPlan, type PlannedSource } from './plan-format.js';
import { readSample } from './read-sample.js';

/** A source that tasks will be fed with. */
export interface ListedSource {
  /** As rejects name it. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** What tells this version of it from another, its ETag for example. */
  readonly tag?: string | null | undefined;
  /** Whether it is an archive, which cannot be cut. Default: whether its name ends in `.gz` or `.zst`. */
  readonly sealed?: boolean | undefined;
}

export interface PlanFedClusterOptions extends Omit<PlanClusterOptions, 'source' | 'onNote'> {
  /** The sources in their order. */
  readonly listing: readonly ListedSource[];
  /**
   * Frames with pieces from all over the sources, by which users are cut into partitions; see docs/beyond.md. Without it there is one
   * part, and it takes longer.
   */
  readonly sample?: AsyncIterable<Uint8Array> | undefined;
}

const ARCHIVE_NAME = /\.(gz|zst)$/i;

/**
 * Like `planCluster`, of sources that only the one who starts the tasks can read: objects of a store, for example. Tasks get their bytes
 * as frames.
 */
export async function planFedCluster(options: PlanFedClusterOptions): Promise<ClusterPlan> {
  const { exchange: given, listing: list, sample, ...others } = options;
  const exchange = new OptionReader('planFedCluster', { exchange: given }).requiredPath('exchange');
  const sources = list.map((source, index) => readListed(source, index, others.input === 'json'));
  const names = sources.map(({ name }) => name);
  const settings = readPlanSettings(exchange, { ...others, source: names });
  await makeDirectory(exchange);
  const saved = await findPlan(exchange);
  if (saved !== undefined) {
    requireSame(exchange, saved, settings.options, names);
    requireUnchanged(saved.sources, sources);
    return saved;
  }
  const identities = sources.map(({ identity }) => identity);
  const bytes = plainBytesOf(identities);
  const { slots, parts, ranges = rangesFor(bytes, slots) } = settings;
  const pieces = sample === undefined ? [] : await readSample(sample, identities);
  return writePlan(exchange, {
    options: settings.options,
    sources,
    fed: true,
    starts: nominalStarts(identities, ranges),
    slots,
    parts,
    splitters:
      settings.job.input === 'json'
        ? []
        : splittersOfPieces(
            pieces,
            settings.job,
            Math.min(MOST_PARTITIONS, bytes / bytesOfPartition(bytes, settings)),
          ),
  });
}

function readListed(source: ListedSource, index: number, isJson: boolean): PlannedSource {
  const reader = new OptionReader(`listing, source ${index}`, source);
  const name = reader.requiredPath('name');
  const size = reader.integer('size', -1, { min: 0, max: Number.MAX_SAFE_INTEGER });
  if (size === -1) reader.fail('size', 'a number of bytes', undefined);
  const tag = readTag(reader);
  const sealed = reader.raw('sealed') === undefined ? ARCHIVE_NAME.test(name) : reader.flag('sealed');
  reader.done();
  return { name, tag, identity: identityOf(name, size, sealed || isJson) };
}

function readTag(reader: OptionReader): string | null {
  const tag = reader.raw('tag') ?? null;
  if (tag === null || typeof tag === 'string') return tag;
  return reader.fail('tag', 'a text');
}

/** All that is known of it is its size; the empty tail says that it ends there. */
function identityOf(path: string, size: number, sealed: boolean): SourceIdentity {
  return { path, size, device: '0', inode: '0', head: '', headBytes: 0, tail: '', sealed };
}

function requireUnchanged(saved: readonly PlannedSource[], sources: readonly PlannedSource[]): void {
  for (const [index, { name, tag, identity }] of sources.entries()) {
    const before = saved[index]!;
    if (before.identity.size === identity.size && before.tag === tag) continue;
    throw new SpillwayError(
      'source-changed',
      `${name} had ${before.identity.size} bytes${tagOf(before.tag)} when the plan was made, and now has ${identity.size}${tagOf(tag)}`,
      { file: name, expected: before.identity.size, found: identity.size },
    );
  }
}

function tagOf(tag: string | null): string {
  return tag === null ? '' : ` (${tag})`;
}
