import { constants } from 'node:fs';
import { ioError } from '../errors.js';
import { comparePositions, type SourcePosition } from '../records/source-position.js';
import { fileOfSource, nameOfSource } from '../sources/standard-input.js';
import { fileSystem, type OpenFile } from '../storage/file-system.js';
import type { Manifest, ManifestRange } from '../storage/manifest.js';
import type { SourceIdentity } from '../storage/source-file.js';
import { closeQuietly } from '../storage/transfer.js';
import { plainBytesAbout, type Stretch, stretchesBetween } from './stretches.js';

const SEARCH_BYTES = 2 ** 16;
const LINE_FEED = 0x0a;

/** Where to cut what is left of a range. */
export interface PlannedCut {
  /** Index of the range. */
  readonly index: number;
  /** Ascending. Within a source they are only about there: the cut is behind the line end that follows. */
  readonly positions: readonly SourcePosition[];
}

/**
 * Cuts for the ranges that are not complete, so that there are about `parts` of about equal length; `grain`: bytes that
 * are worth a range of their own. Sealed sources are not cut. The last range goes first in the list, so that cutting
 * does not move the others.
 */
export function planCuts(
  { ranges, sources }: Pick<Manifest, 'ranges' | 'sources'>,
  parts: number,
  grain: number,
): PlannedCut[] {
  const left = ranges.map(({ position, end, complete }) =>
    complete ? [] : stretchesBetween(sources, position, end),
  );
  const bytes = left.map((stretches) => sumOf(sources, stretches));
  const piece = Math.max(grain, bytes.reduce((sum, each) => sum + each, 0) / parts);
  const cuts: PlannedCut[] = [];
  for (const [index, stretches] of left.entries()) {
    const count = Math.floor(bytes[index]! / piece + 0.5);
    const shares = Array.from({ length: Math.max(0, count - 1) }, (_, cut) => (cut + 1) / count);
    const positions = shares.map((share) => positionAt(sources, stretches, bytes[index]! * share));
    if (positions.length > 0) cuts.unshift({ index, positions });
  }
  return cuts;
}

function sumOf(sources: readonly SourceIdentity[], stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, stretch) => sum + plainBytesAbout(sources, stretch), 0);
}

/** The position so many bytes behind the beginning of stretches; of a sealed source the nearer end. */
function positionAt(
  sources: readonly SourceIdentity[],
  stretches: readonly Stretch[],
  bytes: number,
): SourcePosition {
  let before = 0;
  for (const stretch of stretches) {
    const { source, position } = stretch;
    const length = plainBytesAbout(sources, stretch);
    if (bytes < before + length) {
      if (!sources[source]!.sealed) return { source, offset: Math.floor(position + bytes - before) };
      return bytes - before < length / 2 ? { source, offset: position } : { source: source + 1, offset: 0 };
    }
    before += length;
  }
  return { source: sources.length, offset: 0 };
}

/**
 * The positions of a planned cut moved to where lines begin; those that then coincide, or are not within what is left of
 * the range, are left out. `paths`: of the sources.
 */
export async function cutAtLineEnds(
  { position, end }: Pick<ManifestRange, 'position' | 'end'>,
  planned: readonly SourcePosition[],
  sources: readonly SourceIdentity[],
  paths: readonly string[],
): Promise<SourcePosition[]> {
  const limit = end ?? { source: sources.length, offset: 0 };
  const cuts: SourcePosition[] = [];
  for (const nominal of planned) {
    if (comparePositions(nominal, cuts.at(-1) ?? position) <= 0) continue;
    const { source, offset } = nominal;
    const start = offset === 0 ? 0 : await nextLineStart(paths[source]!, offset);
    const behind = start === undefined || (source < sources.length - 1 && start >= sources[source]!.size);
    const cut = behind ? { source: source + 1, offset: 0 } : { source, offset: start };
    if (comparePositions(cut, limit) < 0) cuts.push(cut);
  }
  return cuts;
}

async function nextLineStart(path: string, offset: number): Promise<number | undefined> {
  let file: OpenFile | undefined;
  try {
    file = await fileSystem.open(fileOfSource(path), constants.O_RDONLY);
    const buffer = Buffer.alloc(SEARCH_BYTES);
    for (let at = offset; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return undefined;
      const feed = buffer.subarray(0, bytesRead).indexOf(LINE_FEED);
      if (feed !== -1) return at + feed + 1;
      at += bytesRead;
    }
  } catch (error) {
    throw ioError('read', nameOfSource(path), error, 'source-unreadable');
  } finally {
    await closeQuietly(file);
  }
}
