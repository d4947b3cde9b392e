import { constants } from 'node:fs';
import { fileSystem } from '../disk/file-system.js';
import { readAt } from '../disk/transfer.js';
import type { FirstReject } from '../records/counters.js';
import type { Reject } from '../records/reject.js';
import { compressionOf, MAGIC_BYTES } from '../sources/compression.js';
import type { InputFormat } from '../sources/input-format.js';
import { fileOfSource } from '../sources/standard-input.js';

/** A rejected line, as people are shown it. */
export type ShownReject = Pick<Reject, 'source' | 'line' | 'code' | 'text'> & { readonly message?: string };

/** Where rejected lines may be read again. */
export interface RejectedLines {
  /** The rejects file. */
  readonly rejects: string | undefined;
  /** The source, if there is only one, and it is lines. */
  readonly source: string | undefined;
  readonly first: FirstReject | null;
}

/** How a job that has rejected lines read its sources. */
interface ReadSources {
  readonly rejects: string | undefined;
  readonly sources: readonly string[];
  readonly input: InputFormat | undefined;
  readonly keep: boolean | undefined;
}

/** Of values, offsets are no bytes; and what kept work absorbed may have another name by now. Then no source is read again. */
export function rejectedLines(job: ReadSources, first: FirstReject | null): RejectedLines {
  const { rejects, sources, input, keep } = job;
  if (input === 'json' || keep === true)
    return { rejects, source: undefined, first: first && { offset: first.offset, code: first.code } };
  return { rejects, source: sources.length === 1 ? sources[0] : undefined, first };
}

/** Much of a rejects file, whose lines have a KiB of text each. */
const REJECTS_BYTES = 2 ** 16;
const EXCERPT_BYTES = 2 ** 10;
/** Lines before a reject are counted if they have at most this many bytes: that takes a tenth of a second. */
const COUNTED_BYTES = 2 ** 26;
const LINE_FEED = 0x0a;

/**
 * The first rejected lines: of the rejects file, if that can be read, otherwise the first one alone, from its source if that is a
 * plain file. None if neither is: what they say is lost, not the job.
 */
export async function firstRejects(lines: RejectedLines, most: number): Promise<ShownReject[]> {
  const { rejects, source, first } = lines;
  if (first === null) return [];
  const fromFile = rejects === undefined ? [] : await rejectsIn(rejects, most).catch(() => []);
  if (fromFile.length > 0) return fromFile;
  const path = first.source ?? source;
  const shown = path === undefined ? undefined : await rejectIn(path, first).catch(() => undefined);
  return shown === undefined ? [] : [shown];
}

async function rejectsIn(path: string, most: number): Promise<ShownReject[]> {
  const head = await bytesOf(path, 0, REJECTS_BYTES);
  const whole = head.subarray(0, head.lastIndexOf(LINE_FEED) + 1).toString();
  return whole
    .split('\n', most)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Reject);
}

async function rejectIn(path: string, first: FirstReject): Promise<ShownReject | undefined> {
  const file = fileOfSource(path);
  if (compressionOf(await bytesOf(file, 0, MAGIC_BYTES)) !== 'none') return undefined;
  const { source, offset, code } = first;
  const bytes = await bytesOf(file, offset, EXCERPT_BYTES);
  const end = bytes.indexOf(LINE_FEED);
  const text = bytes
    .subarray(0, end === -1 ? bytes.length : end)
    .toString()
    .trimEnd();
  const line = offset > COUNTED_BYTES ? undefined : (await lineFeedsIn(file, offset)) + 1;
  return { source, code, text, ...(line === undefined ? {} : { line }) };
}

async function lineFeedsIn(path: string, length: number): Promise<number> {
  let count = 0;
  for (let from = 0; from < length; from += REJECTS_BYTES) {
    const bytes = await bytesOf(path, from, Math.min(REJECTS_BYTES, length - from));
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  }
  return count;
}

/** Up to `length` bytes of a regular file. */
async function bytesOf(path: string, from: number, length: number): Promise<Buffer> {
  const file = await fileSystem.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat({ bigint: true })).isFile()) throw new Error('only a file can be read again');
    const bytes = await readAt(file, from, length);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  } finally {
    await file.close();
  }
}
