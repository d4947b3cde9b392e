import { constants } from 'node:fs';
import { ioError } from '../errors.js';
import { fileSystem, type OpenFile } from '../storage/file-system.js';
import type { ManifestRange } from '../storage/manifest.js';
import { closeQuietly } from '../storage/transfer.js';

const SEARCH_BYTES = 2 ** 16;
const LINE_FEED = 0x0a;

/** Offsets at which to cut what is left of ranges, by the index of the range. */
export interface PlannedCut {
  readonly index: number;
  /** Nominal offsets, ascending; the cut is behind the line end that follows. */
  readonly offsets: readonly number[];
}

/**
 * Cuts for the ranges that are not complete, so that there are about `parts` of equal length. `sizes`: bytes of each
 * source; `grain`: bytes that are worth a range of their own. The last range goes first in the list, so that cutting does not move the others.
 */
export function planCuts(
  ranges: readonly ManifestRange[],
  sizes: readonly number[],
  parts: number,
  grain: number,
): PlannedCut[] {
  const left = ranges.map(({ source, position, end, complete }) =>
    complete ? 0 : Math.max(0, (end ?? sizes[source] ?? 0) - position),
  );
  const total = left.reduce((sum, bytes) => sum + bytes, 0);
  const piece = Math.max(grain, total / parts);
  const cuts: PlannedCut[] = [];
  for (const [index, bytes] of left.entries()) {
    const count = Math.floor(bytes / piece + 0.5);
    if (count < 2) continue;
    const { position } = ranges[index]!;
    const offsets = Array.from({ length: count - 1 }, (_, cut) =>
      Math.floor(position + (bytes * (cut + 1)) / count),
    );
    cuts.unshift({ index, offsets });
  }
  return cuts;
}

/** Each offset moved behind the next line end; those that then coincide, or reach the end of the file, are left out. */
export async function cutAtLineEnds(path: string, offsets: readonly number[]): Promise<number[]> {
  let file: OpenFile | undefined;
  try {
    file = await fileSystem.open(path, constants.O_RDONLY);
    const cuts: number[] = [];
    for (const offset of offsets) {
      if (offset < (cuts.at(-1) ?? 0)) continue;
      const cut = await nextLineStart(file, offset);
      if (cut !== undefined) cuts.push(cut);
    }
    return cuts;
  } catch (error) {
    throw ioError('read', path, error, 'source-unreadable');
  } finally {
    await closeQuietly(file);
  }
}

async function nextLineStart(file: OpenFile, offset: number): Promise<number | undefined> {
  const buffer = Buffer.alloc(SEARCH_BYTES);
  for (let at = offset; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return undefined;
    const feed = buffer.subarray(0, bytesRead).indexOf(LINE_FEED);
    if (feed !== -1) return at + feed + 1;
    at += bytesRead;
  }
}
