import type { RunBlock } from '../kernel/run-block.js';
import type { UserOrder } from '../records/user-order.js';
import { readText } from '../records/varint.js';
import { DurableWriter } from './durable-writer.js';
import {
  BLOCK_HEAD_BYTES,
  type BlockEntry,
  encodeBlockHead,
  encodeFooter,
  encodeHeader,
} from './run-format.js';

/** What is known of a run once its file is durable. */
export interface WrittenRun {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly users: number;
}

/** The tag and the place of the user that every block begins with. */
const FIRST_USER = 1;

/**
 * Writes the sorted blocks of one run to a file that appears under its name only when it is whole and, unless it is
 * temporary, durable. A block is written while the next one is made, so each must stay as it is until the one after the
 * next is asked for, the last one until the file is whole. Errors: `io`, naming the file.
 */
export async function writeRun(
  file: string,
  order: UserOrder,
  blocks: Iterable<RunBlock> | AsyncIterable<RunBlock>,
  options: { readonly temporary: boolean },
): Promise<WrittenRun> {
  const writer = await DurableWriter.open(file, { sync: !options.temporary });
  try {
    const header = encodeHeader(order);
    await writer.write(header);
    const entries: BlockEntry[] = [];
    let offset = header.length;
    let lastUser: Buffer = Buffer.alloc(0);
    let rows = 0;
    let users = 0;
    let largestBlock = 0;
    let writing = Promise.resolve();
    for await (const block of blocks) {
      const firstUser = Buffer.from(readText(block.bytes, FIRST_USER).text);
      entries.push({ offset, firstUser });
      const head = encodeBlockHead(block.bytes);
      await writing;
      writing = writer.write(head).then(() => writer.write(block.bytes));
      // Its failure is met where it is waited for.
      writing.catch(() => {});
      offset += BLOCK_HEAD_BYTES + block.bytes.length;
      rows += block.rows;
      users += firstUser.equals(lastUser) ? block.users - 1 : block.users;
      lastUser = Buffer.from(block.lastUser);
      largestBlock = Math.max(largestBlock, block.bytes.length);
    }
    await writing;
    await writer.write(encodeFooter({ rows, users, largestBlock, blocks: entries, lastUser }, header));
    return { file, bytes: await writer.finish(), rows, users };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
