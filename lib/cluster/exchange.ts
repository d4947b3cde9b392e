import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { randomId } from '../disk/partial-file.js';
import { ioError } from '../errors.js';

// The exchange is the directory through which the tasks of a job give each other their work. The names of its files:
//
//   plan.json                          the plan
//   map-000003-<attempt>/…             runs and rejects of an attempt at range 3
//   map-000003-<attempt>.json          its receipt, written last
//   cut.json                           which attempts count, and where users are cut into parts
//   slices-<cut>.ndjson                for each part a line: the bytes of the runs that it needs
//   part-000007-<cut>-<attempt>.json   the receipt of an attempt at part 7 of that cut

const DIGITS = 6;
const PLAN = 'plan.json';
const CUT = 'cut.json';
const MAP_RECEIPT = /^map-(\d{6,})-([0-9a-f]{16})\.json$/;
const PART_RECEIPT = /^part-(\d{6,})-([0-9a-f]{8})-([0-9a-f]{16})\.json$/;
/** A file of an attempt as receipts name it; never a path that leaves the exchange. */
export const ATTEMPT_FILE = /^map-\d{6,}-[0-9a-f]{16}\/[A-Za-z0-9-]+\.(?:run|ndjson)$/;

/** Digits of a plan's or a cut's checksum in names. */
const ID_DIGITS = 8;

export function shortId(checksum: string): string {
  return checksum.slice(0, ID_DIGITS);
}

export function padded(index: number): string {
  return String(index).padStart(DIGITS, '0');
}

export function planFile(exchange: string): string {
  return join(exchange, PLAN);
}

export function cutFile(exchange: string): string {
  return join(exchange, CUT);
}

export function slicesFile(exchange: string, cut: string): string {
  return join(exchange, `slices-${shortId(cut)}.ndjson`);
}

/** The names of an attempt at a range, which no other attempt has. */
export function newMapAttempt(index: number): { readonly directory: string; readonly receipt: string } {
  const directory = `map-${padded(index)}-${randomId()}`;
  return { directory, receipt: `${directory}.json` };
}

export function newPartReceipt(index: number, cut: string): string {
  return `part-${padded(index)}-${shortId(cut)}-${randomId()}.json`;
}

/** The index of the range that a file is the receipt of; undefined if it is none. */
export function rangeOfReceipt(name: string): number | undefined {
  const match = MAP_RECEIPT.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** The index of the part that a file is the receipt of; undefined if it is none of this cut. */
export function partOfReceipt(name: string, cut: string): number | undefined {
  const match = PART_RECEIPT.exec(name);
  return match === null || match[2] !== shortId(cut) ? undefined : Number(match[1]);
}

/** Creates a directory that is not there yet, and those above it. Resolves to its absolute path. */
export async function makeDirectory(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true });
    return resolve(path);
  } catch (error) {
    throw ioError('create', path, error);
  }
}
