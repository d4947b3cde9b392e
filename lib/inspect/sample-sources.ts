import { constants } from 'node:fs';
import { inParallel } from '../async/in-parallel.js';
import { untilStopped } from '../async/until-stopped.js';
import { fileSystem } from '../disk/file-system.js';
import { closeQuietly, readAt } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { describeSource, openSource, type SourceInfo } from '../sources/open-source.js';
import { fileOfSource, nameOfSource } from '../sources/standard-input.js';

/** How much is looked at: enough for rare types to show up, and read in a fraction of a second. */
const HEAD_BYTES = 2 ** 19;
const SPOTS = 48;
const SPOT_BYTES = 2 ** 15;
const TAIL_BYTES = 2 ** 16;
/** A head without a single line end is read on up to this many bytes. */
const LONG_HEAD_BYTES = 2 ** 23;
/** Archives can only be read from their beginnings; of many, some are. */
const MAX_ARCHIVES = 8;
/** A pipe may stay open: it is looked at for this long after its first bytes. */
const PIPE_MS = 1000;
const LINE_FEED = 0x0a;

/** Some bytes of a source, at an offset of its plain bytes. */
export interface Piece {
  readonly path: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

/** What was read of some sources. */
export interface Sample {
  readonly sources: readonly SourceInfo[];
  /** The beginning of the first source that holds anything, not cut at a line end. */
  readonly head: Piece;
  /** The head and pieces from all over the sources, each of whole lines if they are lines. */
  readonly pieces: readonly Piece[];
  /** Whether the pieces are all there is. */
  readonly whole: boolean;
}

/** Reads the head, spots all over and the tail of some sources. Errors: `source-unreadable`, `aborted`. */
export async function sampleSources(
  paths: readonly string[],
  signal?: AbortSignal | undefined,
): Promise<Sample> {
  const sources = await inParallel(paths, (path) => describeSource(path));
  const head = await headOf(sources, signal);
  if (head === undefined) {
    const none = { path: paths[0] ?? '', offset: 0, bytes: Buffer.alloc(0) };
    return { sources, head: none, pieces: [], whole: true };
  }
  const pieces: Piece[] = [wholeLines(head.piece, head.ended)];
  for (const source of archivesAmong(sources, head.piece.path)) {
    const { bytes, ended } = await beginning(source.path, HEAD_BYTES / MAX_ARCHIVES, signal);
    pieces.push(wholeLines({ path: source.path, offset: 0, bytes }, ended));
  }
  pieces.push(...(await spotsOf(sources, pieces[0]!)));
  return { sources, head: head.piece, pieces, whole: isWhole(sources, head.ended, pieces) };
}

function isWhole(sources: readonly SourceInfo[], headEnded: boolean, pieces: readonly Piece[]): boolean {
  if (sources.length === 1) return headEnded;
  const all = sources.reduce((sum, { size = Number.NaN }) => sum + size, 0);
  const read = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return sources.every(({ compression }) => compression === 'none') && all === read;
}

/** The beginning of the first source that holds any bytes. */
async function headOf(
  sources: readonly SourceInfo[],
  signal: AbortSignal | undefined,
): Promise<{ readonly piece: Piece; readonly ended: boolean } | undefined> {
  for (const { path, size } of sources) {
    if (size === 0) continue;
    const { bytes, ended } = await beginning(path, HEAD_BYTES, signal);
    if (bytes.length > 0) return { piece: { path, offset: 0, bytes }, ended };
  }
  return undefined;
}

/** The first bytes of a source, unpacked: more than asked for if no line ends there. */
async function beginning(
  path: string,
  length: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly bytes: Buffer; readonly ended: boolean }> {
  const source = openSource(path);
  const stop = new AbortController();
  const { resumable } = await describeSource(path);
  const chunks: Uint8Array[] = [];
  let held = 0;
  let lineEnds = false;
  let timer: NodeJS.Timeout | undefined;
  const untilQuiet = untilStopped(
    source,
    AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]),
  );
  try {
    for await (const chunk of untilQuiet as AsyncIterable<Uint8Array>) {
      if (!resumable) timer ??= setTimeout(() => stop.abort(), PIPE_MS);
      chunks.push(chunk);
      held += chunk.length;
      lineEnds ||= chunk.includes(LINE_FEED);
      if (held >= (lineEnds ? length : LONG_HEAD_BYTES)) break;
    }
    if (signal?.aborted === true) throw new SpillwayError('aborted', 'stopped');
    return { bytes: Buffer.concat(chunks), ended: source.readableEnded };
  } finally {
    clearTimeout(timer);
    source.destroy();
  }
}

function archivesAmong(sources: readonly SourceInfo[], head: string): SourceInfo[] {
  const archives = sources.filter(({ path, compression }) => compression !== 'none' && path !== head);
  const step = Math.max(1, archives.length / MAX_ARCHIVES);
  return archives.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
}

/** Pieces at equal distances over all plain files, and their end; none of what the head holds. */
async function spotsOf(sources: readonly SourceInfo[], head: Piece): Promise<Piece[]> {
  const files = sources.filter(({ compression, resumable }) => compression === 'none' && resumable);
  const total = files.reduce((sum, { size }) => sum + size!, 0);
  const pieces: Piece[] = [];
  let before = 0;
  let spot = 0;
  for (const { path, size } of files) {
    const from = path === head.path ? head.bytes.length : 0;
    const places: number[] = [];
    for (; spot < SPOTS && ((spot + 0.5) * total) / SPOTS < before + size!; spot++) {
      places.push(Math.floor(((spot + 0.5) * total) / SPOTS - before));
    }
    if (path === files.at(-1)!.path) places.push(Math.max(0, size! - TAIL_BYTES));
    pieces.push(...(await piecesAt(path, places, { from, size: size! })));
    before += size!;
  }
  return pieces;
}

/** Whole lines from each of these places of a file on, none of them twice. */
async function piecesAt(
  path: string,
  places: readonly number[],
  { from, size }: { readonly from: number; readonly size: number },
): Promise<Piece[]> {
  if (places.length === 0) return [];
  let file: Awaited<ReturnType<typeof fileSystem.open>> | undefined;
  const pieces: Piece[] = [];
  let end = from;
  try {
    file = await fileSystem.open(fileOfSource(path), constants.O_RDONLY);
    for (const [index, place] of places.entries()) {
      const start = Math.max(place, end);
      const length = index === places.length - 1 ? TAIL_BYTES : SPOT_BYTES;
      const read = Buffer.from(await readAt(file, start, Math.min(length, size - start)));
      // What begins where the last piece ended begins a line.
      const skipped = start === end ? 0 : read.indexOf(LINE_FEED) + 1;
      const bytes = read.subarray(skipped);
      const piece = wholeLines({ path, offset: start + skipped, bytes }, start + read.length >= size);
      if (piece.bytes.length === 0) continue;
      pieces.push(piece);
      end = piece.offset + piece.bytes.length;
    }
    return pieces;
  } catch (error) {
    throw ioError('read', nameOfSource(path), error, 'source-unreadable');
  } finally {
    await closeQuietly(file);
  }
}

/** Without the last line where it may be cut. */
function wholeLines(piece: Piece, ended: boolean): Piece {
  return ended ? piece : { ...piece, bytes: piece.bytes.subarray(0, piece.bytes.lastIndexOf(LINE_FEED) + 1) };
}
