import { join, resolve } from 'node:path';
import { lineInSource } from '../checkpoint/lines-before.js';
import { replaceFile } from '../disk/durable-file.js';
import { DurableWriter } from '../disk/durable-writer.js';
import { SpillwayError } from '../errors.js';
import { addCounters, NO_COUNTERS } from '../records/counters.js';
import { BEGINNING, comparePositions, type SourcePosition } from '../records/source-position.js';
import { partitionUsers } from '../runs/partition-users.js';
import { RunSet } from '../runs/run-set.js';
import { type ClusterCut, type CutRejects, encodeCut, findCut } from './cut-format.js';
import { cutFile, slicesFile } from './exchange.js';
import { linesOfSlices } from './part-slices.js';
import { type ClusterPlan, endOfSources, readPlan } from './plan-format.js';
import { findMapReceipts, type MapReceipt, sizeOf } from './receipts.js';

/** Parts for each slot, so that a slow task holds up the others by half of its time at most. */
const PARTS_OF_SLOT = 2;
/** A larger part would take long to repeat. */
const HANDY = 2 ** 30;
/** Bytes that a part needs of one run: object stores charge for each read, and are slow at small ones. */
const CELL_BYTES = 2 ** 23;
/** A smaller part is not worth a task. */
const GRAIN = 2 ** 25;

/**
 * Decides which attempts at ranges count, proves by their receipts that every line of the sources was read once, and cuts users into
 * parts of about the same size. If that was decided before, it stays.
 *
 * Errors: `incomplete`, which names the ranges that have no receipt; `source-changed`, if two ranges do not meet; `state-corrupt` for
 * a damaged run; `io`.
 */
export async function cutParts(exchange: string): Promise<ClusterCut> {
  const plan = await readPlan(exchange);
  const saved = await findCut(exchange);
  if (saved?.plan === plan.id && (await isThere(exchange, saved))) return saved;
  const receipts = await requireAll(exchange, plan);
  requireMeeting(plan, receipts);
  const runs = receipts.flatMap((receipt) => receipt.runs);
  const set = await RunSet.open(runs.map(({ file }) => join(resolve(exchange), file)));
  try {
    const parts = partitionUsers(set, sizesOf(set, plan));
    const about = {
      plan: plan.id,
      runs,
      rejects: rejectsOf(receipts),
      counters: receipts.reduce((sum, { counters }) => addCounters(sum, counters), NO_COUNTERS),
      parts,
    };
    const { bytes, checksum } = encodeCut(about);
    await writeSlices(slicesFile(exchange, checksum), linesOfSlices(set, runs, parts, resolve(exchange)));
    await replaceFile(cutFile(exchange), bytes);
    return { ...about, id: checksum };
  } finally {
    await set.close();
  }
}

async function isThere(exchange: string, { runs }: ClusterCut): Promise<boolean> {
  const sizes = await Promise.all(runs.map(({ file }) => sizeOf(join(exchange, file))));
  return runs.every(({ bytes }, index) => bytes === sizes[index]);
}

/** Ranges that a message names. */
const NAMED = 10;

async function requireAll(exchange: string, plan: ClusterPlan): Promise<MapReceipt[]> {
  const receipts = await findMapReceipts(exchange, plan.id, plan.starts.length);
  const missing = [...receipts.keys()].filter((index) => receipts[index] === undefined);
  if (missing.length === 0) return receipts as MapReceipt[];
  throw new SpillwayError(
    'incomplete',
    `${exchange} has no receipt of ${listOf('range', missing)}; map them`,
    {
      expected: receipts.length,
      found: receipts.length - missing.length,
    },
  );
}

export function listOf(what: string, indices: readonly number[]): string {
  const more = indices.length > NAMED ? ` and ${indices.length - NAMED} more` : '';
  return `${what}${indices.length === 1 ? '' : 's'} ${indices.slice(0, NAMED).join(', ')}${more}`;
}

/** Each range must begin where the one before it has ended: so nothing is lost, and nothing is read twice. */
function requireMeeting(plan: ClusterPlan, receipts: readonly MapReceipt[]): void {
  let reached = BEGINNING;
  for (const { index, begin, end } of receipts) {
    if (comparePositions(begin, reached) !== 0 || comparePositions(end, begin) < 0) {
      throw gap(plan, `range ${index} begins at ${placeOf(plan, begin)}`, reached);
    }
    reached = end;
  }
  const end = endOfSources(plan);
  if (comparePositions(reached, end) !== 0) throw gap(plan, 'the last range does not reach the end', reached);
}

/** Only now the lines before each range are known. */
function rejectsOf(receipts: readonly MapReceipt[]): CutRejects[] {
  let reached = 0;
  return receipts.flatMap(({ rejects, begin, linesBefore }) => {
    const before = begin.offset === 0 ? 0 : reached;
    reached = linesBefore === null ? before : lineInSource(linesBefore, before);
    return rejects === null ? [] : [{ ...rejects, linesBefore: before }];
  });
}

function gap(plan: ClusterPlan, what: string, reached: SourcePosition): SpillwayError {
  return new SpillwayError(
    'source-changed',
    `${what}, but the ranges before it end at ${placeOf(plan, reached)}: a source was changed while it was read`,
  );
}

function placeOf({ sources }: ClusterPlan, { source, offset }: SourcePosition): string {
  return source === sources.length ? 'the end' : `byte ${offset} of ${sources[source]!.name}`;
}

function sizesOf({ bytes }: RunSet, { slots, parts }: ClusterPlan): number[] {
  const wanted = Math.max(PARTS_OF_SLOT * slots, Math.min(bytes / HANDY, Math.sqrt(bytes / CELL_BYTES)));
  const count = parts ?? Math.max(1, Math.ceil(Math.min(bytes / GRAIN, wanted)));
  return Array<number>(count).fill(bytes / count);
}

async function writeSlices(file: string, lines: Iterable<string>): Promise<void> {
  const writer = await DurableWriter.open(file);
  try {
    for (const line of lines) await writer.write(Buffer.from(line));
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
