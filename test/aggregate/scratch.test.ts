// aggregate without a directory, and sortMerge behind it: whatever happens to them, no scratch directory and no open
// file stays. Scratch directories are made in TMPDIR, so these tests have one of their own and go one by one.
import { once } from 'node:events';
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { aggregate, format, type Run, sortMerge } from '../../lib/index.js';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';
import { batchOf } from '../support/batch-of.js';
import { leftBehindIn } from '../support/left-behind.js';

const scratch = `${realpathSync(tmpdir())}/spillway-scratch-test-${process.pid}`;
mkdirSync(scratch);
Object.assign(process.env, { TMPDIR: scratch });
test.after.always(() => rmSync(scratch, { recursive: true }));
test.afterEach('nothing is left', async (t) => t.deepEqual(await leftBehindIn(scratch), []));

function* batches(count: number): Generator<ActivityBatch> {
  let start = 0;
  for (let index = 0; index < count; index++) {
    const batch = batchOf([{ type: 'event', user_id: `user ${index}`, id: '1', name: 'view' }], start);
    start = batch.position;
    yield batch;
  }
}

const everyBatch = { memory: '1MiB', checkpointEvery: 1 } as const;

/** A run that tells when it is looked at: only what a merge has been given can it remove. */
function whenRead({ file, ...run }: Run, tell: () => void): Run {
  return Object.defineProperty({ ...run, file }, 'file', {
    enumerable: true,
    get() {
      tell();
      return file;
    },
  });
}

async function read(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

test.serial('when all went well', async (t) => {
  await pipeline(Readable.from(batches(100)), aggregate(everyBatch), sortMerge(), async (source) => {
    for await (const _ of source) t.is(readdirSync(scratch).length, 1);
  });
});

test.serial('when the source is empty', (t) =>
  t.notThrowsAsync(pipeline(Readable.from([]), aggregate({ memory: '1MiB' }), sortMerge(), read)),
);

test.serial('when the stage is never used', (t) => {
  t.is(typeof aggregate({ memory: '1MiB' }).pipe, 'function');
});

for (const runsBefore of [0, 1, 3, 9]) {
  test.serial(`when the source fails after ${runsBefore} batches`, async (t) => {
    async function* failing() {
      yield* batches(runsBefore);
      throw new Error('the source is gone');
    }
    const done = pipeline(Readable.from(failing()), aggregate(everyBatch), sortMerge(), read);
    await t.throwsAsync(done, { message: 'the source is gone' });
  });

  test.serial(`when aggregate is destroyed after ${runsBefore} runs`, async (t) => {
    const stage = Readable.from(batches(10)).pipe(aggregate(everyBatch));
    for (let run = 0; run < runsBefore; run++) {
      if (stage.readableLength === 0) await once(stage, 'readable');
      t.truthy(stage.read());
    }
    stage.destroy();
    await once(stage, 'close');
    t.true(stage.destroyed);
  });

  test.serial(`when the job is aborted with ${runsBefore} runs on their way to sortMerge`, async (t) => {
    const abort = new AbortController();
    let passed = 0;
    async function* aborting(runs: AsyncIterable<Run>) {
      for await (const run of runs) {
        if (passed++ === runsBefore) abort.abort();
        yield run;
      }
    }
    const { signal } = abort;
    const source = Readable.from(batches(10));
    const done = pipeline(source, aggregate(everyBatch), aborting, sortMerge(), read, { signal });
    await t.throwsAsync(done, { name: 'AbortError' });
  });
}

test.serial('when aggregate is destroyed with all it had to give waiting to be read', async (t) => {
  const stage = Readable.from(batches(1)).pipe(aggregate({ memory: '1MiB' }));
  await once(stage, 'readable');
  t.is(stage.readableLength, 1);
  stage.destroy();
});

test.serial('when what comes was not validated', async (t) => {
  const { verdict: _, ...columns } = batchOf([]);
  const done = pipeline(Readable.from([...batches(2), columns]), aggregate(everyBatch), sortMerge(), read);
  await t.throwsAsync(done, { code: 'bad-pipeline' });
});

test.serial('when sortMerge is destroyed after aggregate has ended, before all runs have come', async (t) => {
  const runs: Run[] = await Readable.from(batches(5)).pipe(aggregate(everyBatch)).toArray();
  t.is(runs.length, 5);
  const merge = sortMerge();
  merge.write(runs[0]);
  merge.write(runs[1]);
  await new Promise(setImmediate);
  merge.destroy();
});

for (const [count, pass] of [
  [10, 'the only pass'],
  [200, 'a pass before the last'],
] as const) {
  test.serial(`when the merge is destroyed in ${pass}, early or late`, async (t) => {
    for (const wait of [0, 1, 5, 20]) {
      const runs: Run[] = await Readable.from(batches(count)).pipe(aggregate(everyBatch)).toArray();
      const merge = sortMerge({ memory: '1MiB' });
      await new Promise<void>((resolve) => merge.write(whenRead(runs[0]!, resolve)));
      Readable.from(runs.slice(1)).pipe(merge);
      await new Promise((resolve) => setTimeout(resolve, wait));
      merge.destroy();
      t.deepEqual(await leftBehindIn(scratch), [], `${wait} ms`);
    }
  });
}

test.serial('when who takes the lines fails', async (t) => {
  const failing = new Writable({
    write(_chunk, _encoding, callback) {
      callback(new Error('no more paper'));
    },
  });
  const done = pipeline(Readable.from(batches(70)), aggregate(everyBatch), sortMerge(), format(), failing);
  await t.throwsAsync(done, { message: 'no more paper' });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is left in the scratch directory's folder once nobody has the runs any more. */
async function leftWhenForgotten(): Promise<string[]> {
  // Callbacks of the collector come some time after it, and promises that have just ended hold their values for a while.
  for (let round = 0; round < 100 && readdirSync(scratch).length > 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collectGarbage();
  }
  return leftBehindIn(scratch);
}

test.serial('when runs are only collected, and forgotten', async (t) => {
  const collect = async () => {
    const runs: Run[] = await Readable.from(batches(5)).pipe(aggregate(everyBatch)).toArray();
    // A copy is as good as the run itself.
    return runs.map((run) => ({ ...run }));
  };
  let runs: Run[] | undefined = await collect();
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collectGarbage();
  }
  t.is(readdirSync(scratch).length, 1);
  t.is((await Readable.from(runs).pipe(sortMerge()).toArray()).length > 0, true);
  t.deepEqual(await leftBehindIn(scratch), []);
  runs = await collect();
  t.is(runs.length, 5);
  runs = undefined;
  t.deepEqual(await leftWhenForgotten(), []);
});

test.serial('when runs are filtered out', async (t) => {
  const filter = async function* (runs: AsyncIterable<Run>) {
    let count = 0;
    for await (const run of runs) if (count++ % 2 === 0) yield run;
  };
  await pipeline(Readable.from(batches(10)), aggregate(everyBatch), filter, sortMerge(), read);
  t.deepEqual(await leftWhenForgotten(), []);
});

test.serial('when runs are refused after aggregate has ended', async (t) => {
  const rename = async function* (runs: AsyncIterable<Run>) {
    const all: Run[] = [];
    for await (const run of runs) all.push(run);
    yield* all.map(({ file }) => ({ path: file }));
  };
  const done = pipeline(Readable.from(batches(3)), aggregate(everyBatch), rename, sortMerge(), read);
  await t.throwsAsync(done, { code: 'bad-pipeline' });
  t.deepEqual(await leftWhenForgotten(), []);
});

test.serial('runs that are merged stay until the merge is over, though nobody else has them', async (t) => {
  const merge = async () => {
    const runs: Run[] = await Readable.from(batches(200)).pipe(aggregate(everyBatch)).toArray();
    return Readable.from(runs).pipe(sortMerge({ memory: '1MiB' }));
  };
  const users: string[] = [];
  for await (const batch of await merge()) {
    users.push(...[...batch].map(({ user_id }) => user_id));
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  t.is(users.length, 200);
});
