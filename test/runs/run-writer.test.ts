import { readdirSync, statSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import type { RunBlock } from '../../lib/runs/run-block.js';
import { RunReader } from '../../lib/runs/run-reader.js';
import { writeRun } from '../../lib/runs/run-writer.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const MEMORY = 2 ** 20;

/** As the kernel hands them out, but kept. */
function blocksOf(activities: readonly Activity[], order: UserOrder): RunBlock[] {
  const aggregator = new Aggregator(MEMORY, order);
  aggregator.absorb(batchOf(activities));
  return Array.from(aggregator.blocks(), (block) => ({
    ...block,
    bytes: block.bytes.slice(),
    lastUser: block.lastUser.slice(),
  }));
}

async function readBlocks(file: string): Promise<{ reader: RunReader; blocks: string[] }> {
  const reader = await RunReader.open(file);
  const blocks: string[] = [];
  for (let block = await reader.nextBlock(); block !== undefined; block = await reader.nextBlock()) {
    blocks.push(Buffer.from(block).toString('hex'));
  }
  await reader.close();
  return { reader, blocks };
}

test('what is written is read again, and counted', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/a.run`;
    const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');
    await fc.assert(
      fc.asyncProperty(activitiesArbitrary(), orders, async (activities, order) => {
        const blocks = activities.length === 0 ? [] : blocksOf(activities, order);
        const written = await writeRun(file, order, blocks, { temporary: true });
        const users = new Set(activities.map(({ user_id }) => user_id)).size;
        t.is(written.users, users);
        t.is(written.bytes, statSync(file).size);
        const { reader, blocks: read } = await readBlocks(file);
        t.is(reader.order, order);
        t.is(reader.footer.users, users);
        t.is(reader.footer.rows, written.rows);
        t.deepEqual(
          read,
          blocks.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
        );
      }),
      { numRuns: 30 },
    );
  }));

test('a user whose rows take many blocks is one user', (t) =>
  withFolder(async (folder) => {
    const activities = Array.from(
      { length: 3000 },
      (_, index): Activity => ({
        type: 'event',
        user_id: index < 2500 ? 'a' : 'b',
        id: `event ${index}`,
        name: 'page',
      }),
    );
    const blocks = blocksOf(activities, 'bytes');
    t.true(blocks.length > 5);
    const { rows, users } = await writeRun(`${folder}/a.run`, 'bytes', blocks, { temporary: false });
    t.is(users, 2);
    t.is(rows, 3000);
    const { footer } = (await readBlocks(`${folder}/a.run`)).reader;
    t.is(Buffer.from(footer.lastUser).toString(), 'b');
    t.is(footer.largestBlock, Math.max(...blocks.map(({ bytes }) => bytes.length)));
    t.is(footer.mostNames, 1);
  }));

test('blocks that fail leave nothing behind', (t) =>
  withFolder(async (folder) => {
    async function* failing(): AsyncGenerator<RunBlock> {
      yield* blocksOf([{ type: 'event', user_id: 'a', id: '1', name: 'page' }], 'bytes');
      throw new Error('no more');
    }
    await t.throwsAsync(writeRun(`${folder}/a.run`, 'bytes', failing(), { temporary: false }), {
      message: 'no more',
    });
    t.deepEqual(readdirSync(folder), []);
    await failsWith(
      t,
      writeRun(`${folder}/no/a.run`, 'bytes', [], { temporary: false }),
      'io',
      `${folder}/no`,
    );
  }));
