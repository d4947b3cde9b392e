import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import test from 'ava';
import {
  type Activity,
  ActivityBatch,
  type AggregateOptions,
  aggregate,
  parse,
  type Run,
  sortMerge,
  summaries,
  validate,
} from '../../lib/index.js';
import { batchOf } from '../support/batch-of.js';
import { decodeRun } from '../support/decode-run.js';
import { withFolder } from '../support/folder.js';
import { leftBehindIn } from '../support/left-behind.js';
import { scanned } from '../support/scanned.js';
import { chunksOf } from '../support/summarize-by-stages.js';
import { inputsTaken, through } from '../support/through.js';

const memory = '1MiB';
const view = (user: number, id = 1): Activity => ({
  type: 'event',
  user_id: `${user}`,
  id: `${id}`,
  name: 'view',
});

/** Consecutive batches of one activity a user. */
function batches(count: number, size = 1) {
  return Array.from({ length: count }, (_, index) =>
    batchOf(
      Array.from({ length: size }, (_, user) => view(index * size + user)),
      index * size * 100,
    ),
  );
}

test('one run where all fits, saying what it holds', (t) =>
  withFolder(async (directory) => {
    const lines = [{}, '7', view(1), view(1), view(2), { ...view(3), id: '' }, view(2, 2)];
    const runs = await through<Run>([scanned(lines)], validate(), aggregate({ memory, directory }));
    t.is(runs.length, 1);
    const { file, bytes, ...rest } = runs[0]!;
    t.true(isAbsolute(file));
    t.deepEqual(readdirSync(directory), [file.slice(directory.length + 1)]);
    t.is(statSync(file).size, bytes);
    t.is(statSync(file).mode & 0o777, 0o600);
    t.deepEqual(rest, {
      records: 4,
      rows: 4,
      source: 0,
      position: scanned(lines).position,
      linesBefore: 7,
      unit: 'bytes',
      provisional: false,
      counters: {
        lines: 7,
        events: 4,
        attributes: 0,
        anonymous: 1,
        ignored: 0,
        rejects: { 'not-an-object': 1, 'bad-id': 1 },
        firstReject: { offset: 3, code: 'not-an-object' },
      },
      rejectsLength: 0,
      temporary: false,
    });
  }));

test('a run each time the source has gone on by checkpointEvery, at the end of a batch', (t) =>
  withFolder(async (directory) => {
    for (const [checkpointEvery, positions] of [
      [1, [200, 400, 600, 800, 1000]],
      [200, [200, 400, 600, 800, 1000]],
      [201, [400, 800, 1000]],
      [1000, [1000]],
    ] as const) {
      const runs = await through<Run>(batches(5, 2), aggregate({ memory, directory, checkpointEvery }));
      t.deepEqual(
        runs.map(({ position }) => position),
        positions,
      );
      t.is(
        runs.reduce((lines, { counters }) => lines + counters.lines, 0),
        10,
      );
    }
  }));

test('a segment of a run when memory is full, which is not worth a file of its own', (t) =>
  withFolder(async (directory) => {
    const runs = await through<Run>(batches(2000, 100), aggregate({ memory, directory }));
    t.like(runs, { length: 1, 0: { position: 20_000_000, records: 200_000, rows: 200_000 } });
    const { slices } = decodeRun(readFileSync(runs[0]!.file));
    t.true(slices[0]!.length > 2 && slices[0]!.length < 100, `${slices[0]!.length} segments`);
  }));

test('of rows that fold to few, few are spilled', (t) =>
  withFolder(async (directory) => {
    const same = Array.from({ length: 300 }, (_, index) => batchOf(Array(100).fill(view(1)), index * 10_000));
    const runs = await through<Run>(same, aggregate({ memory, directory }));
    t.true(runs.every(({ rows, records }) => rows < 300 && records === rows));
  }));

test('lines that do not count move the position on, also alone', (t) =>
  withFolder(async (directory) => {
    const runs = await through<Run>([scanned(['7', {}])], validate(), aggregate({ memory, directory }));
    t.like(runs[0], { rows: 0, records: 0, position: 5 });
    t.deepEqual(await through(runs, sortMerge({ memory })), []);
  }));

test('nothing in is no run', (t) =>
  withFolder(async (directory) => {
    t.deepEqual(await through([], aggregate({ memory, directory })), []);
    t.deepEqual(readdirSync(directory), []);
  }));

test('lines that come byte by byte', async (t) => {
  const log = Buffer.from([view(2), view(1), view(2, 2)].map((line) => JSON.stringify(line)).join('\n'));
  const stages = [
    parse({ batchSize: 1 }),
    validate(),
    aggregate({ memory, checkpointEvery: 1 }),
    sortMerge({ memory }),
  ];
  const merged = await through<never>(chunksOf(log, 1), ...stages);
  const found: [string, number | undefined][] = [];
  for await (const { user_id, events } of summaries(
    (async function* () {
      yield* merged;
    })(),
  )) {
    found.push([user_id, events.get('view')]);
  }
  t.deepEqual(found, [
    ['1', 1],
    ['2', 2],
  ]);
});

test('what was not validated, or is no batch, is refused', async (t) => {
  for (const input of [scanned([view(1)]), 'text', {}, 7]) {
    await t.throwsAsync(through([input], aggregate({ memory })), {
      code: 'bad-pipeline',
      message: 'aggregate: what comes must be batches of validate(); put it before',
    });
  }
});

test('each batch is released once it is taken, and not read after that', (t) =>
  withFolder(async (directory) => {
    const released: number[] = [];
    const recycled = batches(20, 10).map(
      (batch, index) =>
        new ActivityBatch(
          {
            ...batch,
            release() {
              released.push(index);
              for (const column of [batch.bytes, batch.records, batch.timestamps, batch.entries])
                column.fill(0);
            },
          },
          batch.verdict,
        ),
    );
    const options = { memory, directory, checkpointEvery: 3000 };
    const runs = await through<Run>(recycled, aggregate(options));
    t.deepEqual(released, [...recycled.keys()]);
    const known = ({ file: _, ...about }: Run) => about;
    t.deepEqual(runs.map(known), (await through<Run>(batches(20, 10), aggregate(options))).map(known));
  }));

test('a directory that is not there is named', async (t) => {
  await t.throwsAsync(through(batches(1), aggregate({ memory, directory: '/nonexistent/place' })), {
    code: 'io',
    message: /^cannot .*\/nonexistent\/place\/.*: no such file or directory \(ENOENT\)$/,
  });
});

test('destroyed half way, it leaves its finished runs and nothing unfinished', (t) =>
  withFolder(async (directory) => {
    const stage = aggregate({ memory, directory, checkpointEvery: 1 });
    for (const batch of batches(2)) stage.write(batch);
    const run: Run = await new Promise((resolve) => stage.once('data', resolve));
    stage.destroy();
    const finished = (name: string) => name.endsWith(run.file.slice(-4));
    const left = await leftBehindIn(directory, [run.file.slice(directory.length + 1)]);
    t.true(left.length > 0 && left.every(finished), left.join());
  }));

test('waits for who reads it', async (t) => {
  const taken = await inputsTaken(aggregate({ memory, checkpointEvery: 1 }), () => batches(1)[0], 1000);
  t.true(taken > 0 && taken < 12, `${taken} were read ahead`);
});

test('options that cannot work', (t) => {
  for (const [options, message] of [
    [{ memory: '1023KiB' }, "aggregate: memory must be between 1 MiB and 3 GiB, not '1023KiB'"],
    [{ memory: 3 * 2 ** 30 + 1 }, 'aggregate: memory must be between 1 MiB and 3 GiB, not 3221225473'],
    [
      { memory: 'much' },
      "aggregate: memory must be a number of bytes or a size such as '256MiB', not 'much'",
    ],
    [{ checkpointEvery: 0 }, 'aggregate: checkpointEvery must be between 1 B and 3 GiB, not 0'],
    [{ directory: '' }, "aggregate: directory must be a path, not ''"],
    [{ directory: 'a\0b' }, "aggregate: directory must be a path, not 'a\0b'"],
    [{ order: 'up' }, "aggregate: order must be one of 'bytes', 'numeric', not 'up'"],
    [
      { dir: '.' },
      "aggregate: unknown option 'dir' (known: memory, directory, checkpointEvery, checkpointActivities, checkpointAfter, order, timelines, fields)",
    ],
  ] as const) {
    t.throws(() => aggregate(options as AggregateOptions), { code: 'bad-option', message });
  }
  t.notThrows(() =>
    aggregate(Object.freeze({ memory: 2 ** 20, checkpointEvery: '1B', order: 'numeric' } as const)),
  );
});

test('a run says in which of several sources it ends', (t) =>
  withFolder(async (directory) => {
    const batch = scanned([view(1), view(2)]);
    const { position } = batch;
    const runs = await through<Run>(
      [0, 0, 2].map((source) => new ActivityBatch({ ...batch, source })),
      validate(),
      aggregate({ memory, directory, checkpointEvery: position * 2 }),
    );
    t.deepEqual(
      runs.map((run) => [run.source, run.position, run.counters.lines]),
      [
        [0, position, 4],
        [2, position, 2],
      ],
    );
  }));
