import { bytesOfRuns, type Run } from '../records/run.js';
import type { UserRange } from '../records/user-range.js';
import { partitionUsers } from '../storage/partition-users.js';
import type { RunFooter } from '../storage/run-format.js';
import { RunReader } from '../storage/run-reader.js';

/** Parts a thread, so that none waits long for the others at the end. */
const PARTS_PER_THREAD = 4;

/** Of memory: the lines of a part, which are shorter than its rows, may all have to wait for their turn. */
const PART_SHARE = 1 / 4;

/** Bytes of a part where one thread merges all of them, so that it can tell how far it is. */
const LONE_PART_BYTES = 2 ** 28;

export interface PartLimits {
  readonly threads: number;
  /** Bytes that are worth a part. */
  readonly grain: number;
  /** Bytes of memory of all threads. */
  readonly memory: number;
}

/**
 * Cuts the users of runs into parts that are merged one by one. Each part opens all runs and reads up to two blocks of
 * each that hold little of it, so parts are as large as memory and an even load allow.
 */
export async function planParts(
  runs: readonly Run[],
  { threads, grain, memory }: PartLimits,
): Promise<UserRange[]> {
  const bytes = bytesOfRuns(runs);
  const even = Math.min(bytes / (threads * PARTS_PER_THREAD), memory * PART_SHARE);
  const size = Math.max(grain, threads === 1 ? LONE_PART_BYTES : even);
  const parts = Math.max(1, Math.round(bytes / size));
  if (parts === 1) return [{}];
  const footers: RunFooter[] = [];
  let order: RunReader['order'] = 'bytes';
  for (const { file } of runs) {
    const reader = await RunReader.open(file);
    await reader.close();
    footers.push(reader.footer);
    order = reader.order;
  }
  return partitionUsers(footers, order, parts);
}
