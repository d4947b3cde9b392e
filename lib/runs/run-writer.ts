import { DurableWriter } from '../disk/durable-writer.js';
import type { UserOrder } from '../records/user-order.js';
import { readText } from '../records/varint.js';
import type { RunBlock } from './run-block.js';
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

/** A run whose blocks have all been handed to the system; the end of its file is still to be written. */
export interface UnfinishedRun {
  /** Resolves when the file has its name and is whole and, unless it is temporary, durable. Errors: `io`. */
  finish(): Promise<WrittenRun>;
  /** Removes what was written, unless the file has its name. Never fails. */
  abort(): Promise<void>;
}

interface WriteRunOptions {
  /** Nobody looks for it after a crash. */
  readonly temporary: boolean;
}

type Blocks = Iterable<RunBlock> | AsyncIterable<RunBlock>;

/** The place of the user that every block begins with: behind the head, of one byte, of its row. */
const FIRST_USER = 1;

/**
 * Writes the sorted blocks of one run to a file that appears under its name only when it is whole and, unless it is
 * temporary, durable. Errors: `io`, naming the file.
 */
export async function writeRun(
  file: string,
  order: UserOrder,
  blocks: Blocks,
  options: WriteRunOptions,
): Promise<WrittenRun> {
  const run = await writeBlocks(file, order, blocks, options);
  return run.finish();
}

/**
 * The first part of writeRun: resolves when nobody needs the blocks any more, so that their memory can be used while the
 * file is finished. A block is written while the next one is made, so each must stay as it is until the one after the
 * next is asked for, the last one until this resolves.
 */
export async function writeBlocks(
  file: string,
  order: UserOrder,
  blocks: Blocks,
  { temporary }: WriteRunOptions,
): Promise<UnfinishedRun> {
  const writer = await DurableWriter.open(file, { sync: !temporary });
  try {
    const header = encodeHeader(order);
    await writer.write(header);
    const entries: BlockEntry[] = [];
    let offset = header.length;
    let lastUser: Buffer = Buffer.alloc(0);
    let rows = 0;
    let users = 0;
    let largestBlock = 0;
    let mostNames = 0;
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
      mostNames = Math.max(mostNames, block.names);
    }
    await writing;
    const footer = encodeFooter({ rows, users, largestBlock, mostNames, blocks: entries, lastUser }, header);
    return {
      finish: async () => ({ file, bytes: await finish(writer, footer), rows, users }),
      abort: () => writer.abort(),
    };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function finish(writer: DurableWriter, footer: Uint8Array): Promise<number> {
  try {
    await writer.write(footer);
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
