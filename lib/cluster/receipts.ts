import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import type { FieldReader } from '../checkpoint/field-reader.js';
import { readStateFile, replaceFile } from '../disk/durable-file.js';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { ioError, SpillwayError } from '../errors.js';
import type { Counters } from '../records/counters.js';
import type { SourcePosition } from '../records/source-position.js';
import { decodeChecked, encodeChecked } from './checked-json.js';
import { ATTEMPT_FILE, partOfReceipt, rangeOfReceipt } from './exchange.js';

// A receipt is the last file that an attempt writes. An attempt without one, or with one that is not whole, never was.

/** A run of an attempt. */
export interface ReceivedRun {
  /** Relative to the exchange. */
  readonly file: string;
  readonly bytes: number;
  /** Where its footer begins: from here to its end, and its first bytes, are all that `cut` reads. */
  readonly footer: number;
  readonly records: number;
}

/** Rejected lines of an attempt. */
export interface ReceivedRejects {
  /** Relative to the exchange. */
  readonly file: string;
  readonly length: number;
  /** CRC-32. */
  readonly checksum: number;
}

/** What an attempt at a range has read and written. */
export interface MapReceipt {
  /** Id of the plan. */
  readonly plan: string;
  readonly index: number;
  /** Where the range really begins and ends, between two lines. */
  readonly begin: SourcePosition;
  readonly end: SourcePosition;
  /** In source order. */
  readonly runs: readonly ReceivedRun[];
  readonly rejects: ReceivedRejects | null;
  /**
   * Lines before its end in the source that it ends in; counted from its beginning where that is within the same source, see
   * checkpoint/lines-before.ts. Null where lines are not counted, or there are none.
   */
  readonly linesBefore: number | null;
  readonly counters: Counters;
}

/** What an attempt at a part has written. */
export interface PartReceipt {
  /** Id of the cut. */
  readonly cut: string;
  readonly index: number;
  /** Its name in the output directory. */
  readonly name: string;
  readonly bytes: number;
  /** CRC-32 of the bytes. */
  readonly checksum: number;
  readonly users: number;
}

const WAY_OUT = 'remove it, and repeat the task';
const MAP_KIND = { format: 'spillway map receipt', version: 1, wayOut: WAY_OUT } as const;
const PART_KIND = { format: 'spillway part receipt', version: 1, wayOut: WAY_OUT } as const;

export async function writeMapReceipt(file: string, receipt: MapReceipt): Promise<void> {
  await replaceFile(file, encodeChecked(MAP_KIND, receipt).bytes);
}

export async function writePartReceipt(file: string, receipt: PartReceipt): Promise<void> {
  await replaceFile(file, encodeChecked(PART_KIND, receipt).bytes);
}

/** For each range the receipt of an attempt whose files are all there, of several the one whose name is least. */
export async function findMapReceipts(
  exchange: string,
  plan: string,
  ranges: number,
): Promise<(MapReceipt | undefined)[]> {
  const found = new Array<MapReceipt | undefined>(ranges).fill(undefined);
  const names = (await namesIn(exchange)).filter((name) => rangeOfReceipt(name) !== undefined);
  const receipts = await inParallel(names.sort(), (name) => readMapReceipt(exchange, name, plan));
  for (const receipt of receipts) {
    if (receipt !== undefined && receipt.index < ranges) found[receipt.index] ??= receipt;
  }
  return found;
}

/** For each part the receipts of all attempts. */
export async function findPartReceipts(
  exchange: string,
  cut: string,
  parts: number,
): Promise<PartReceipt[][]> {
  const found = Array.from({ length: parts }, (): PartReceipt[] => []);
  const names = (await namesIn(exchange)).filter((name) => partOfReceipt(name, cut) !== undefined);
  const receipts = await inParallel(names.sort(), (name) =>
    readReceipt(exchange, name, PART_KIND, (fields) => fields.record() as unknown as PartReceipt),
  );
  for (const receipt of receipts) if (receipt?.cut === cut) found[receipt.index]?.push(receipt);
  return found;
}

/** Undefined where it is of another plan, is not whole, or names a file that is not. */
async function readMapReceipt(exchange: string, name: string, plan: string): Promise<MapReceipt | undefined> {
  const receipt = await readReceipt(exchange, name, MAP_KIND, mapReceiptOf);
  if (receipt?.plan !== plan) return undefined;
  const { runs, rejects } = receipt;
  const files = [
    ...runs.map(({ file, bytes }) => [file, bytes] as const),
    ...(rejects === null ? [] : [[rejects.file, rejects.length] as const]),
  ];
  for (const [file, bytes] of files) if ((await sizeOf(join(exchange, file))) !== bytes) return undefined;
  return receipt;
}

function mapReceiptOf(fields: FieldReader): MapReceipt {
  for (const run of fields.field('runs').items()) run.field('file').text(ATTEMPT_FILE);
  if (!fields.field('rejects').isNull) fields.field('rejects').field('file').text(ATTEMPT_FILE);
  return fields.record() as unknown as MapReceipt;
}

async function readReceipt<T>(
  exchange: string,
  name: string,
  kind: typeof MAP_KIND | typeof PART_KIND,
  read: (fields: FieldReader) => T,
): Promise<T | undefined> {
  const file = join(exchange, name);
  const bytes = await readStateFile(file);
  if (bytes === undefined) return undefined;
  try {
    return read(decodeChecked(kind, bytes, file).fields);
  } catch (error) {
    if (error instanceof SpillwayError && error.code === 'state-corrupt') return undefined;
    throw error;
  }
}

/** The size of a file, or undefined if there is none. */
export async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return Number((await fileSystem.stat(file, { bigint: true })).size);
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    throw ioError('read', file, error);
  }
}

async function namesIn(exchange: string): Promise<string[]> {
  try {
    return await readdir(exchange);
  } catch (error) {
    throw ioError('read', exchange, error);
  }
}
