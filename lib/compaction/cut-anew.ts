import { chooseSplitters, MAX_SAMPLE } from '../aggregate/choose-splitters.js';
import { partitionsFor } from '../aggregate/partitions-for.js';
import { BLOCK_HEAD_BYTES } from '../kernel/partition-arena.js';
import type { Folder } from '../runs/folder.js';
import type { RunSet } from '../runs/run-set.js';

/** Bytes of runs that are worth a partition. */
const BYTES_OF_PARTITION = 2 ** 16;
/** Longer users are no splitters; see aggregate/choose-splitters.ts. */
export const MAX_SPLITTER_BYTES = 256;

/** New splitters by a sample of the runs' users, where the old ones leave partitions that are too large. */
export async function cutAnew(
  set: RunSet,
  folder: Folder,
  cuts: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const { bytes } = set;
  const wanted = Math.min(partitionsFor(folder.end), Math.ceil(bytes / BYTES_OF_PARTITION));
  const largest = set.intervals.reduce((most, interval) => Math.max(most, interval.bytes), 0);
  if (wanted < 2 || largest < 4 * Math.max(BYTES_OF_PARTITION, bytes / wanted)) return cuts;
  return chooseSplitters(await sampleUsers(set, folder, bytes / MAX_SAMPLE), set.order, wanted);
}

/** The users of records that are about `step` bytes apart, over all runs. */
async function sampleUsers(set: RunSet, folder: Folder, step: number): Promise<Uint8Array[]> {
  const { exports } = folder.kernel;
  const users: Uint8Array[] = [];
  const buffer = folder.bytes.subarray(folder.start, folder.start + BLOCK_HEAD_BYTES + folder.largestBlock);
  let passed = 0;
  for (const run of set.runs) {
    const { segments, partitions } = run.footer;
    for (let slice = 0; slice < segments * partitions; slice++) {
      const [segment, partition] = [Math.floor(slice / partitions), slice % partitions];
      for await (const records of run.blocks(segment, partition, buffer)) {
        const first = records.byteOffset;
        const end = first + records.length;
        for (let at = first; at < end; at = exports.blockEnd(at, end, 0)) {
          if (passed + at - first < step * users.length) continue;
          const [user, length] = [exports.userOfRecord(at), exports.userLengthOfRecord(at)];
          users.push(folder.bytes.slice(user, user + length));
        }
        passed += records.length;
      }
    }
  }
  return users.filter(({ length }) => length <= MAX_SPLITTER_BYTES);
}
