import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import test from 'ava';
import { chain } from '../lib/chain.js';
import {
  type ActivityBatch,
  aggregate,
  compress,
  fileSink,
  format,
  parse,
  type Stage,
  sortMerge,
  summaries,
  validate,
} from '../lib/index.js';
import { stage } from '../lib/stage.js';
import { withFolder } from './support/folder.js';

const LOG =
  '{"user_id":"7","type":"event","id":"1","name":"page"}\n{"user_id":"9","type":"event","id":"1","name":"x"}\n';
const log = (): Iterable<Uint8Array> => [Buffer.from(LOG)];
const add = (what: number): Stage<number, number> =>
  stage<number, number>(async function* (source) {
    for await (const each of source) yield each + what;
  });

async function* numbers(): AsyncGenerator<number, void, void> {
  for (let number = 0; ; number++) {
    await setImmediate();
    yield number;
  }
}

const collect = async (source: AsyncIterable<number>): Promise<number[]> => {
  const all: number[] = [];
  for await (const each of source) all.push(each);
  return all;
};

test('a whole job of nine steps runs into a file, and one more stage costs nothing', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, LOG);
    await chain(
      createReadStream(`${folder}/log`),
      new PassThrough(),
      parse(),
      validate(),
      async function* (batches: AsyncIterable<ActivityBatch & { verdict: object }>) {
        yield* batches as AsyncIterable<never>;
      },
      aggregate({ memory: '1MiB' }),
      sortMerge({ memory: '1MiB' }),
      format(),
      compress('gzip'),
      fileSink(`${folder}/out.gz`),
    );
    t.is(gunzipSync(await readFile(`${folder}/out.gz`)).toString(), '7,,page=1\n9,,x=1\n');
  }));

test('a function at the end is given what the last stage gives, and its result is that of the chain', async (t) => {
  const users = await chain(
    log(),
    parse(),
    validate(),
    aggregate({ memory: '1MiB' }),
    sortMerge({ memory: '1MiB' }),
    summaries,
    async (all) => {
      const ids: string[] = [];
      for await (const { user_id } of all) ids.push(user_id);
      return ids;
    },
  );
  t.deepEqual(users, ['7', '9']);
  t.deepEqual(await chain([1, 2], collect), [1, 2]);
});

test('an async generator at the end is run to its end', async (t) => {
  const seen: number[] = [];
  await chain([1, 2, 3], add(1), async function* (source: AsyncIterable<number>) {
    for await (const each of source) {
      seen.push(each);
      yield each;
    }
  });
  t.deepEqual(seen, [2, 3, 4]);
});

test('the first failure is told: of a function, of a stage, of the source, of a Writable', async (t) => {
  const cause = new Error('the cause');
  const failing = async function* (source: AsyncIterable<number>): AsyncGenerator<number, void, void> {
    try {
      for await (const each of source) {
        if (each === 2) throw cause;
        yield each;
      }
    } finally {
      await setTimeout(5);
    }
  };
  const failingSource = async function* () {
    yield 1;
    throw cause;
  };
  const slowly = async (source: AsyncIterable<number>) => {
    for await (const _ of source) await setTimeout(1);
  };
  const thrower = async (source: AsyncIterable<number>) => {
    for await (const _ of source) {
      await setTimeout(2);
      throw cause;
    }
  };
  const full = new Writable({ objectMode: true, write: (_chunk, _encoding, callback) => callback(cause) });
  t.is(await t.throwsAsync(chain(numbers(), add(1), thrower)), cause);
  t.is(await t.throwsAsync(chain(numbers(), failing, add(1), slowly)), cause);
  t.is(await t.throwsAsync(chain(failingSource(), add(1), slowly)), cause);
  t.is(await t.throwsAsync(chain(numbers(), add(1), full)), cause);
});

test('a function that hides a failure does not hide it from the caller', async (t) => {
  const cause = new Error('the cause');
  const broken = async function* () {
    yield 1;
    throw cause;
  };
  const hiding = async (source: AsyncIterable<number>) => {
    try {
      for await (const _ of source);
    } catch {
      throw new Error('something');
    }
  };
  t.is(await t.throwsAsync(chain(broken(), add(1), hiding)), cause);
  t.is(await t.throwsAsync(chain(broken(), add(1), (source) => hiding(source).catch(() => {}))), cause);
});

test('a function that reads a part, or nothing, ends the stages before it', async (t) => {
  for (const most of [0, 3]) {
    const [first, second] = [add(1), add(1)];
    const source = Readable.from(numbers());
    const got = await chain(source, first, second, async (all) => {
      let left = most;
      if (left === 0) return 'nothing';
      for await (const _ of all) if (--left === 0) break;
      return 'enough';
    });
    t.is(got, most === 0 ? 'nothing' : 'enough');
    await setImmediate();
    for (const stream of [source, first, second]) t.true(stream.destroyed);
  }
});

test('a signal stops the chain, even where its end waits for something else', async (t) => {
  const stopped = (sink: (source: AsyncIterable<number>) => Promise<unknown>) => {
    const stop = new AbortController();
    const running = chain(numbers(), add(1), sink, { signal: stop.signal });
    setTimeout(20).then(() => stop.abort(new Error('enough')));
    return running;
  };
  await t.throwsAsync(stopped(collect), { code: 'aborted' });
  await t.throwsAsync(
    stopped(() => new Promise(() => {})),
    { code: 'aborted' },
  );
  const stop = new AbortController();
  const endless = chain(
    numbers(),
    add(1),
    new Writable({ objectMode: true, write: (_, __, next) => next() }),
    {
      signal: stop.signal,
    },
  );
  stop.abort();
  await t.throwsAsync(endless, { code: 'aborted' });
});

test('what is no chain is refused', async (t) => {
  const chainOf = chain as (...steps: unknown[]) => Promise<unknown>;
  for (const steps of [[[1]], [[1], {}], [[1], 7, collect], ['a'], [undefined, collect]])
    await t.throwsAsync(chainOf(...steps), { code: 'bad-pipeline' });
  await t.throwsAsync(chainOf([1], collect, { sgnal: 1 }), { code: 'bad-option' });
});

/** Never run: tsc checks it. */
function wrongOrders(): void {
  const end = fileSink('out');
  // @ts-expect-error What validate takes comes from parse.
  chain(log(), validate(), aggregate(), sortMerge(), format(), end);
  // @ts-expect-error A batch counts only once it was validated.
  chain(log(), parse(), aggregate(), sortMerge(), format(), end);
  // @ts-expect-error Once is enough.
  chain(log(), parse(), validate(), validate(), aggregate(), sortMerge(), format(), end);
  // @ts-expect-error Summaries are made of runs.
  chain(log(), parse(), validate(), sortMerge(), format(), end);
  // @ts-expect-error Lines are made of summaries.
  chain(log(), parse(), validate(), aggregate(), format(), end);
  // @ts-expect-error A file holds bytes.
  chain(log(), parse(), validate(), end);
  // @ts-expect-error A stage is no end.
  chain(log(), parse(), validate(), aggregate());
  // @ts-expect-error Numbers are no bytes.
  chain([1, 2], parse(), validate(), aggregate(), sortMerge(), format(), end);
  // @ts-expect-error A function's parameter is what the stage before it gives.
  chain(log(), parse(), async (runs: AsyncIterable<string>) => runs);
  chain(
    createReadStream('in').pipe(createGzip()),
    createGzip(),
    parse(),
    validate(),
    aggregate(),
    sortMerge(),
    format(),
    end,
  );
}

test('a chain in a wrong order does not compile', (t) => t.is(typeof wrongOrders, 'function'));
