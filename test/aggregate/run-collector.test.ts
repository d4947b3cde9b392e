// What is taken, given and left behind while a run is made durable. Serial: the file system under storage belongs to the
// whole process.
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { RunCollector } from '../../lib/aggregate/run-collector.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import type { Run } from '../../lib/records/run.js';
import { batchOf } from '../support/batch-of.js';
import { decodeRun } from '../support/decode-run.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { withHeldSyncs } from '../support/hold-syncs.js';
import { leftBehindIn } from '../support/left-behind.js';
import { systemError } from '../support/memory-disk.js';

/** Batches of 100 source bytes each. */
const BATCHES_A_RUN = 50;

class Source {
  taken = 0;

  /** `stalls`: there is never an end. */
  async *batches(count: number, stalls = false) {
    for (; this.taken < count; this.taken++) {
      const user_id = `${(this.taken * 7) % count}`;
      yield batchOf([{ type: 'event', user_id, id: '1', name: 'view' }], this.taken * 100);
    }
    if (stalls) await new Promise(() => {});
  }
}

function inFolder(use: (held: readonly ((error?: Error) => void)[], folder: string) => Promise<void>) {
  return withFolder((folder) => withHeldSyncs((held) => use(held, folder)));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

function collector(directory: string): RunCollector {
  return new RunCollector({
    directory,
    memory: 2 ** 20,
    order: 'bytes',
    checkpointEvery: BATCHES_A_RUN * 100,
  });
}

/** What the runs hold; each has bytes of its own that no other has. */
async function contents(runs: readonly Run[]) {
  return Promise.all(runs.map(async ({ file }) => decodeRun(await readFile(file))));
}

test.serial('takes the batches of the next run, and no more, while one is made durable', (t) =>
  withFolder(async (folder) => {
    const count = 3 * BATCHES_A_RUN;
    const atOnce: Run[] = [];
    for await (const run of collector(folder).runs(new Source().batches(count))) atOnce.push(run);
    await withHeldSyncs(async (held) => {
      const source = new Source();
      const runs = collector(folder).runs(source.batches(count));
      let given = 0;
      const first = runs.next().finally(() => given++);
      await until(() => source.taken === 2 * BATCHES_A_RUN - 1 && held.length === 1);
      await sleep(20);
      t.is(source.taken, 2 * BATCHES_A_RUN - 1, 'the last of them is at hand');
      t.is(given, 0);
      held[0]!();
      const all = [(await first).value as Run];
      const rest = (async () => {
        for await (const run of runs) all.push(run);
      })();
      for (const run of [1, 2]) {
        await until(() => held.length > run);
        t.is(all.length, run);
        held[run]!();
      }
      await rest;
      const known = ({ file: _, ...about }: Run) => about;
      t.deepEqual(all.map(known), atOnce.map(known));
      t.deepEqual(await contents(all), await contents(atOnce));
    });
  }),
);

for (const stalls of [false, true]) {
  const meanwhile = stalls ? 'the source gives nothing' : 'the next one is collected';

  test.serial(`a run is given as soon as it is durable while ${meanwhile}`, (t) =>
    inFolder(async (held, folder) => {
      const count = stalls ? BATCHES_A_RUN : 2 * BATCHES_A_RUN - 1;
      const runs = collector(folder).runs(new Source().batches(count, true));
      const first = runs.next();
      await until(() => held.length === 1);
      held[0]!();
      t.like((await first).value, { position: BATCHES_A_RUN * 100 });
    }),
  );

  test.serial(`a sync that fails while ${meanwhile} is told at once and leaves nothing`, (t) =>
    inFolder(async (held, folder) => {
      const source = new Source();
      const count = stalls ? BATCHES_A_RUN : 2 * BATCHES_A_RUN;
      const runs = collector(folder).runs(source.batches(count, true));
      const first = runs.next();
      first.catch(() => {});
      // The second run's file is there, too, then.
      const files = stalls ? 1 : 2;
      while (held.length === 0 || (await readdir(folder)).length < files) await sleep(1);
      held[0]!(systemError('EIO', 'fsync', 'run'));
      await failsWith(t, first, 'io', `cannot write ${folder}/run-`, '(EIO)');
      t.is(held.length, 1, 'nothing was synced again');
      t.deepEqual(await leftBehindIn(folder), []);
    }),
  );
}

test.serial('ended early, it removes the run that was begun and keeps those that were given', (t) =>
  withFolder(async (folder) => {
    const runs = collector(folder).runs(new Source().batches(2 * BATCHES_A_RUN, true));
    const { file } = (await runs.next()).value as Run;
    while ((await readdir(folder)).length < 2) await sleep(1);
    await runs.return();
    const given = [file.slice(folder.length + 1)];
    t.deepEqual(await leftBehindIn(folder, given), given);
  }),
);

test.serial('ended early, it takes nothing of what the source gives later', (t) =>
  withFolder(async (folder) => {
    let released = 0;
    let give = () => {};
    const gate = new Promise<void>((resolve) => {
      give = resolve;
    });
    const source = async function* () {
      yield* new Source().batches(BATCHES_A_RUN);
      await gate;
      yield Object.assign(batchOf([{ type: 'event', user_id: '1', id: '1', name: 'late' }]), {
        release: () => released++,
      });
    };
    const runs = collector(folder).runs(source());
    await runs.next();
    await runs.return();
    give();
    await sleep(5);
    t.is(released, 0);
  }),
);

test.serial('a last line without a line end is a run of its own, unless another source follows it', (t) =>
  withFolder(async (folder) => {
    async function* batches(marked: readonly boolean[]) {
      for (const [index, provisional] of marked.entries()) {
        const batch = batchOf([{ type: 'event', user_id: '1', id: `${index}`, name: 'view' }], index * 100);
        yield new ActivityBatch({ ...batch, provisional }, batch.verdict);
      }
    }
    for (const [marked, expected] of [
      [
        [false, false, true],
        ['200', '300 provisional'],
      ],
      [[true], ['100 provisional']],
      [[true, false], ['200']],
      [
        [false, true, true],
        ['200', '300 provisional'],
      ],
      [[false, false], ['200']],
    ] as const) {
      const runs: string[] = [];
      for await (const { position, provisional } of collector(folder).runs(batches(marked)))
        runs.push(provisional === true ? `${position} provisional` : `${position}`);
      t.deepEqual(runs, [...expected]);
    }
  }),
);
