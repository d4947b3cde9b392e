import { join } from 'node:path';
import { align, giveKernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { BLOCK_HEAD_BYTES, type SpillBuffer } from '../kernel/partition-arena.js';
import { RunFile } from '../runs/run-file.js';
import { runFileName } from '../runs/run-file-name.js';
import { RunWriter, type WrittenRun } from '../runs/run-writer.js';
import { userRecords } from './user-records.js';

/** Bytes for the table of a user that is dropped. */
const TABLE_SHARE = 64;

/** Writes a run again without some users, also where one is a splitter. It is durable when this resolves. */
export async function dropUsers(
  file: string,
  users: readonly Uint8Array[],
  { directory, position }: { readonly directory: string; readonly position: number },
): Promise<WrittenRun> {
  const run = await RunFile.open(file);
  const { order, footer } = run;
  const list = userRecords(users);
  const kernel = takeKernel(2 ** 20);
  try {
    const { exports, memory } = kernel;
    const listAt = align(exports.heapBase());
    const tableAt = align(listAt + list.length + PAST_END_BYTES);
    const blockAt = align(tableAt + users.length * TABLE_SHARE + 2 ** 12);
    reserveMemory(memory, blockAt + BLOCK_HEAD_BYTES + footer.largestBlock + 2 * PAST_END_BYTES);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(list, listAt);
    if (exports.beginUsers(users.length, tableAt, blockAt) === 0) throw new Error('no room for the table');
    if (exports.listUsers(listAt, listAt + list.length) === 0) throw new Error('no room for the users');
    const block = bytes.subarray(blockAt, blockAt + BLOCK_HEAD_BYTES + footer.largestBlock);
    const isDropped = (splitter: Uint8Array) => users.some((user) => Buffer.compare(user, splitter) === 0);
    const splitters = footer.splitters.filter((splitter) => !isDropped(splitter));
    // Where each partition goes: a splitter that is dropped joins two.
    const places = [0];
    for (const splitter of footer.splitters) places.push(places.at(-1)! + (isDropped(splitter) ? 0 : 1));
    const writer = await RunWriter.open(join(directory, runFileName(position)), {
      order,
      splitters,
      partitions: splitters.length + 1,
      measures: footer.measures,
      indexed: footer.index !== undefined,
      temporary: false,
    });
    async function* segmentOf(segment: number): AsyncGenerator<SpillBuffer, void, void> {
      for (let partition = 0; partition < footer.partitions; partition++) {
        for await (const records of run.blocks(segment, partition, block)) {
          const from = records.byteOffset;
          const end = exports.keepListed(from, from + records.length, false);
          if (end === from) continue;
          exports.blockEnd(from, end, end - from);
          const kept = Buffer.concat([Buffer.alloc(BLOCK_HEAD_BYTES), bytes.subarray(from, end)]);
          const counts = { records: exports.blockRecords(), rows: exports.blockRows() };
          yield {
            bytes: kept,
            blocks: [{ partition: places[partition]!, at: 0, bytes: end - from, ...counts }],
          };
        }
      }
    }
    for (let segment = 0; segment < footer.segments; segment++) await writer.writeSegment(segmentOf(segment));
    return await writer.finish();
  } finally {
    giveKernel(kernel);
    await run.close();
  }
}
