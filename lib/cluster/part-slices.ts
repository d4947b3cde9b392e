import { join } from 'node:path';
import type { UserRange } from '../records/user-range.js';
import type { RunFile } from '../runs/run-file.js';
import { HEADER_BYTES } from '../runs/run-format.js';
import type { Interval, RunSet } from '../runs/run-set.js';
import type { ReceivedRun } from './receipts.js';

/** Bytes of a run: its index, an offset in it, and how many. */
type Slice = readonly [run: number, offset: number, bytes: number];

/**
 * For each part a line of JSON: all bytes of the runs that reducing it reads. A copy of a run that has only these, and holes
 * elsewhere, is enough for it.
 */
export function* linesOfSlices(
  set: RunSet,
  runs: readonly ReceivedRun[],
  parts: readonly UserRange[],
  exchange: string,
): Generator<string, void, void> {
  const places = new Map(runs.map(({ file }, index) => [join(exchange, file), index]));
  const frames = runs.flatMap(({ bytes, footer }, run): Slice[] => [
    [run, 0, HEADER_BYTES],
    [run, footer, bytes - footer],
  ]);
  for (const [index, intervals] of intervalsOfParts(set, parts).entries()) {
    const slices = set.runs.flatMap((run, each) => slicesOf(run, places.get(run.path)!, each, intervals));
    yield `${JSON.stringify({ part: index, slices: [...frames, ...slices] })}\n`;
  }
}

/** Parts are cut only where intervals are. */
function intervalsOfParts({ intervals }: RunSet, parts: readonly UserRange[]): Interval[][] {
  const found: Interval[][] = [];
  for (const interval of intervals) {
    if (found.length === 0 || interval.from === parts[found.length]?.from) found.push([]);
    found.at(-1)!.push(interval);
  }
  return found;
}

/** The partitions of neighbouring intervals stand together in each segment. */
function slicesOf(run: RunFile, place: number, index: number, intervals: readonly Interval[]): Slice[] {
  const first = intervals[0]!.partitions[index]![0];
  const end = intervals.at(-1)!.partitions[index]![1];
  return Array.from({ length: run.footer.segments }, (_, segment): Slice => {
    return [place, run.offsetOf(segment, first), run.bytesOf(segment, first, end)];
  }).filter(([, , bytes]) => bytes > 0);
}
