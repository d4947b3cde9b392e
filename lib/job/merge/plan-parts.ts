import type { UserRange } from '../../records/user-range.js';
import { partitionUsers } from '../../runs/partition-users.js';
import type { RunSet } from '../../runs/run-set.js';

/**
 * A part is at most one in this many of a thread's share of the remaining bytes. So the last parts are small, and no thread
 * waits long for the others at the end. Guided self-scheduling, by Polychronopoulos and Kuck (1987).
 */
const PARTS_OF_SHARE = 2;

/**
 * The largest part, as a share of memory: the lines of a part, which are shorter than its records, may have to wait for their
 * turn. The first part of each thread is smaller by a step, so that the threads do not end their parts at the same time.
 * Then lines wait while half a part is merged, not a whole one.
 */
const PART_SHARE = 1 / 32;

/** Bytes of a part if one thread merges all of them: parts are then only needed for progress. */
const LONE_PART_BYTES = 2 ** 28;

export interface PartLimits {
  readonly threads: number;
  /** The smallest number of bytes that is worth a part. */
  readonly grain: number;
  /** Bytes of memory for all threads together. */
  readonly memory: number;
}

/** Cuts the users of runs into parts that are merged one by one. */
export function planParts(set: Pick<RunSet, 'intervals'>, limits: PartLimits): UserRange[] {
  const bytes = set.intervals.reduce((sum, interval) => sum + interval.bytes, 0);
  const sizes = partSizes(bytes, limits);
  return sizes.length <= 1 ? [{}] : partitionUsers(set, sizes);
}

function partSizes(bytes: number, { threads, grain, memory }: PartLimits): number[] {
  const most = Math.max(grain, threads === 1 ? LONE_PART_BYTES : memory * PART_SHARE);
  const sizes: number[] = [];
  for (let left = bytes; left > 0; left -= sizes.at(-1)!) {
    const share = threads === 1 ? most : left / (threads * PARTS_OF_SHARE);
    const step = Math.min(1, (sizes.length + 1) / threads);
    const size = Math.max(grain, Math.min(most, share) * step);
    // A remainder of less than half a grain is not worth a part.
    sizes.push(left - size < grain / 2 ? left : size);
  }
  return sizes;
}
