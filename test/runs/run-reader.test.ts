import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { SpillwayError } from '../../lib/errors.js';
import type { Activity } from '../../lib/records/activity.js';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';
import type { UserRange } from '../../lib/records/user-range.js';
import { RunReader } from '../../lib/runs/run-reader.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

/** Users of very different weight, in a run of some ten blocks. */
const ACTIVITIES = Array.from({ length: 3000 }, (_, index): Activity => {
  const user_id = String(Math.floor((index * index) / 20_000));
  return { type: 'event', user_id, id: `event ${index}`, name: 'page' };
});

async function writeRunIn(folder: string, order: UserOrder): Promise<string> {
  const [run] = await writeRuns(folder, [ACTIVITIES], order);
  return run!.file;
}

async function readBlocks(file: string, users?: UserRange): Promise<string[]> {
  const reader = await RunReader.open(file, users);
  const blocks: string[] = [];
  try {
    for (let block = await reader.nextBlock(); block !== undefined; block = await reader.nextBlock()) {
      blocks.push(Buffer.from(block).toString('hex'));
    }
    return blocks;
  } finally {
    await reader.close();
  }
}

for (const order of ['bytes', 'numeric'] as const) {
  test(`of a range of users it reads every block that may hold one, and hardly more: ${order}`, (t) =>
    withFolder(async (folder) => {
      const file = await writeRunIn(folder, order);
      const all = await readBlocks(file);
      const reader = await RunReader.open(file);
      await reader.close();
      const firsts = reader.footer.blocks.map(({ firstUser }) => firstUser);
      t.true(firsts.length > 8);
      const bound = fc.option(
        fc.nat(460).map((user) => Buffer.from(String(user))),
        { nil: undefined },
      );
      await fc.assert(
        fc.asyncProperty(bound, bound, async (from, before) => {
          const read = await readBlocks(file, { from, before });
          const needed = all.filter((_, index) => {
            const lastUser = firsts[index + 1] ?? reader.footer.lastUser;
            const behind = before !== undefined && compareUsers(firsts[index]!, before, order) >= 0;
            return !behind && (from === undefined || compareUsers(lastUser, from, order) >= 0);
          });
          if (from !== undefined && before !== undefined && compareUsers(from, before, order) >= 0) return;
          t.true(needed.every((block) => read.includes(block)));
          t.true(read.length <= needed.length + 1);
        }),
        { numRuns: 40 },
      );
    }));
}

test('a changed byte anywhere, or a missing end, is named', (t) =>
  withFolder(async (folder) => {
    const file = await writeRunIn(folder, 'bytes');
    const whole = readFileSync(file);
    const damaged = `${folder}/damaged.run`;
    const outcome = async (bytes: Uint8Array): Promise<string> => {
      writeFileSync(damaged, bytes);
      try {
        await readBlocks(damaged);
        return 'read';
      } catch (error) {
        if (!(error instanceof SpillwayError) || !error.message.includes(damaged)) throw error;
        return error.code;
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(whole);
        changed[at]! ^= change;
        // The version is told before anything else, so that a later one is known for what it is.
        const codes = at >= 8 && at < 12 ? ['newer-format', 'state-corrupt'] : ['state-corrupt'];
        t.true(codes.includes(await outcome(changed)), `byte ${at}`);
        t.is(await outcome(whole.subarray(0, at)), 'state-corrupt', `${at} bytes`);
      }),
      { numRuns: 60 },
    );
    t.is(await outcome(whole), 'read');
  }));

test('what is not there, or not a file of its own, is named', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, RunReader.open(`${folder}/none.run`), 'io', `${folder}/none.run`);
    symlinkSync(await writeRunIn(folder, 'bytes'), `${folder}/link.run`);
    await failsWith(t, RunReader.open(`${folder}/link.run`), 'io', `${folder}/link.run`);
  }));
