import { join, resolve } from 'node:path';
import { publishRejects } from '../checkpoint/publish-rejects.js';
import { extendChecksum } from '../checkpoint/saved-rejects.js';
import { writeDestination } from '../disk/destination.js';
import { SpillwayError } from '../errors.js';
import { requireSmallShare } from '../job/max-rejects.js';
import { describeLines, isNothingValid } from '../job/nothing-valid.js';
import { OptionReader } from '../options.js';
import { packageVersion } from '../package-version.js';
import { type Counters, totalRejects } from '../records/counters.js';
import type { PositionUnit } from '../records/source-position.js';
import { type ClusterCut, readCut } from './cut-format.js';
import { listOf } from './cut-parts.js';
import { makeDirectory, shortId } from './exchange.js';
import { type ClusterPlan, readPlan } from './plan-format.js';
import { findPartReceipts, type PartReceipt, sizeOf } from './receipts.js';

export interface CommitPartsOptions {
  /** The directory of the parts. */
  readonly output: string;
  readonly signal?: AbortSignal | undefined;
}

/** A file of the summary. */
export interface CommittedFile {
  /** In the directory of the summary. */
  readonly name: string;
  readonly bytes: number;
  /** CRC-32. */
  readonly checksum: number;
}

/** The summary of a job: what `_spillway.json` says. */
export interface ClusterSummary {
  readonly format: 'spillway summary';
  readonly version: 1;
  readonly spillway: string;
  readonly plan: string;
  readonly cut: string;
  /** In the order of users: one behind the other they are the summary. */
  readonly parts: readonly (CommittedFile & { readonly users: number })[];
  /** Null if rejected lines are only counted. */
  readonly rejects: CommittedFile | null;
  readonly users: number;
  readonly sourceBytes: number;
  /** What the positions of rejects count. */
  readonly unit: PositionUnit;
  readonly counters: Counters;
}

const SUMMARY_NAME = '_spillway.json';

/**
 * Checks that every part is there as its receipt says, joins the rejects, and writes `_spillway.json`, which names the files of the
 * summary. Until then the output directory has no summary, or the one before. May be repeated.
 *
 * Errors: `incomplete`, which names the parts that are not there; `too-many-rejects`; `nothing-valid`, when rejects are published
 * and the summary is not; `state-corrupt`, if two attempts at a part have written different bytes; `output-failed`.
 */
export async function commitParts(exchange: string, options: CommitPartsOptions): Promise<ClusterSummary> {
  const reader = new OptionReader('commitParts', options);
  const signal = reader.abortSignal('signal');
  const output = reader.requiredPath('output');
  reader.done();
  const plan = await readPlan(exchange);
  const cut = await readCut(exchange, plan.id);
  const folder = await makeDirectory(output);
  const parts = await requireAllParts(exchange, folder, cut);
  requireFewRejects(plan, cut);
  requireSmallShare(cut.counters, plan.options.maxRejectPercent);
  const rejects = plan.options.rejects ? await joinRejects(exchange, folder, cut, signal) : null;
  if (!plan.options.allowEmpty && isNothingValid(cut.counters)) throw nothingValid(plan, cut);
  const summary: ClusterSummary = {
    format: 'spillway summary',
    version: 1,
    spillway: packageVersion(),
    plan: plan.id,
    cut: cut.id,
    parts: parts.map(({ name, bytes, checksum, users }) => ({ name, bytes, checksum, users })),
    rejects,
    users: parts.reduce((sum, { users }) => sum + users, 0),
    sourceBytes: plan.sources.reduce((sum, { identity }) => sum + identity.size, 0),
    unit: plan.options.input === 'json' ? 'values' : 'bytes',
    counters: cut.counters,
  };
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  await writeDestination(join(folder, SUMMARY_NAME), [Buffer.from(text)], signal);
  return summary;
}

async function requireAllParts(exchange: string, folder: string, cut: ClusterCut): Promise<PartReceipt[]> {
  const receipts = await findPartReceipts(exchange, cut.id, cut.parts.length);
  const missing: number[] = [];
  const parts: PartReceipt[] = [];
  for (const [index, [first, ...others]] of receipts.entries()) {
    if (first === undefined || (await sizeOf(join(folder, first.name))) !== first.bytes) {
      missing.push(index);
      continue;
    }
    const other = others.find(({ checksum, bytes }) => checksum !== first.checksum || bytes !== first.bytes);
    if (other !== undefined) throw unlike(first, other);
    parts.push(first);
  }
  if (missing.length === 0) return parts;
  throw new SpillwayError('incomplete', `${folder} has no ${listOf('part', missing)}; reduce them`, {
    expected: receipts.length,
    found: parts.length,
  });
}

function unlike(one: PartReceipt, other: PartReceipt): SpillwayError {
  return new SpillwayError(
    'state-corrupt',
    `two attempts at ${one.name} have written different bytes: a machine is broken, or a run was changed`,
    { file: one.name, expected: one.checksum, found: other.checksum },
  );
}

function requireFewRejects({ options: { maxRejects } }: ClusterPlan, { counters }: ClusterCut): void {
  const found = totalRejects(counters);
  if (found <= maxRejects) return;
  throw new SpillwayError(
    'too-many-rejects',
    `more lines were rejected than maxRejects (${maxRejects}) allows: ${found}`,
    { expected: maxRejects, found, option: 'maxRejects' },
  );
}

async function joinRejects(
  exchange: string,
  folder: string,
  cut: ClusterCut,
  signal: AbortSignal | undefined,
): Promise<CommittedFile> {
  const name = `rejects-${shortId(cut.id)}.ndjson`;
  const file = join(folder, name);
  const saved = cut.rejects.map((rejects) => ({ ...rejects, file: join(resolve(exchange), rejects.file) }));
  await publishRejects(file, saved, signal);
  // Longer than what was saved: with the numbers that lines have in their sources.
  const bytes = (await sizeOf(file)) ?? 0;
  return { name, bytes, checksum: await extendChecksum({ file, length: 0, checksum: 0 }, bytes) };
}

function nothingValid({ sources }: ClusterPlan, { counters }: ClusterCut): SpillwayError {
  const [first, ...others] = sources;
  const names = `${first!.name}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  return new SpillwayError(
    'nothing-valid',
    `nothing valid in ${names}: ${describeLines(counters)}\n` +
      'no summary is committed; a plan with --allow-empty (allowEmpty: true) commits an empty one',
  );
}
