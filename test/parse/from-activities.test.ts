import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { MANIFEST_NAME } from '../../lib/disk/work-directory-names.js';
import {
  type ActivityBatch,
  aggregate,
  checkpoint,
  type FromActivitiesOptions,
  fileSink,
  format,
  fromActivities,
  parse,
  sortMerge,
  validate,
} from '../../lib/index.js';
import { withFolder } from '../support/folder.js';
import { linesOf } from '../support/scanned.js';
import { inputsTaken, through } from '../support/through.js';

const memory = '1MiB';
const view = (user_id: string, id: number) => ({ user_id, type: 'event', id, name: 'view' });
const city = (user_id: string, timestamp: number, data: object) => ({
  user_id,
  type: 'attributes',
  timestamp,
  data,
});
const VALUES = [
  view('b', 1),
  city('a', 1, { city: 'Oslo', list: [1], gone: 'x' }),
  'no object',
  {},
  city('a', 1, { city: 'Bergen', gone: null }),
  { ...view('b', 1), id: undefined },
  view('b', 2),
  city('a', 0, { city: 'Rome' }),
];

test('values give the summary of the same lines from parse, in batches of any size', async (t) => {
  const rest = () => [validate(), aggregate({ memory }), sortMerge({ memory }), format()];
  const expected = Buffer.concat(
    await through<Buffer>([linesOf(VALUES.map((value) => JSON.stringify(value)))], parse(), ...rest()),
  ).toString();
  t.is(expected, 'a,city=Bergen,list=[1],\nb,,view=2\n');
  for (const batchValues of [1, 2, 3, undefined]) {
    const lines = await through<Buffer>(VALUES, fromActivities({ batchValues }), ...rest());
    t.is(Buffer.concat(lines).toString(), expected);
  }
});

test('a mapping reads values of another product, and a reject counts values, not activities', async (t) => {
  const record = (uuid: string, $set?: object) => ({
    ...{ uuid, event: 'view', distinct_id: 'a', timestamp: '2024-05-22T17:09:29Z' },
    properties: { $set },
  });
  const values = [record('1', { city: 'Oslo' }), record('2'), record('', {}), record('3', { city: 'Rome' })];
  const [batch] = await through<ActivityBatch>(values, fromActivities({ map: 'posthog' }), validate());
  t.deepEqual(
    [...batch!].map(({ type }) => type),
    ['event', 'attributes', 'event', 'event', 'attributes'],
  );
  const [reject] = batch!.verdict!.rejects;
  t.like(reject, { offset: 2, code: 'bad-id' });
  t.regex(reject!.message, /^uuid must be/);
});

test('positions of batches and rejects count values', async (t) => {
  const batches = await through<ActivityBatch>(
    VALUES,
    fromActivities({ position: 100, batchValues: 3 }),
    validate(),
  );
  t.deepEqual(
    batches.map(({ start, position, unit }) => [start, position, unit]),
    [
      [100, 103, 'values'],
      [103, 106, 'values'],
      [106, 108, 'values'],
    ],
  );
  t.deepEqual(
    batches.flatMap(({ verdict }) => verdict!.rejects.map(({ offset, code }) => [offset, code])),
    [
      [102, 'not-an-object'],
      [105, 'bad-id'],
    ],
  );
});

test('a queue of values is resumed from the position of its checkpoint', (t) =>
  withFolder(async (folder) => {
    async function summarize(failAfter: number): Promise<number> {
      const resume = await checkpoint(`${folder}/work`, { source: null });
      const { position } = resume;
      async function* queue() {
        for (const [index, value] of VALUES.slice(position).entries()) {
          if (index === failAfter) {
            while (!existsSync(`${folder}/work/${MANIFEST_NAME}`)) await setImmediate();
            throw new Error('the queue is down');
          }
          yield value;
        }
      }
      try {
        await pipeline([
          Readable.from(queue()),
          fromActivities({ position, batchValues: 1 }),
          validate(),
          aggregate({ memory, directory: `${folder}/work`, checkpointEvery: 1 }),
          resume,
          sortMerge({ memory }),
          format(),
          fileSink(`${folder}/out`),
        ]);
        await resume.finish();
      } finally {
        await resume.release();
      }
      return position;
    }
    await t.throwsAsync(summarize(5), { message: 'the queue is down' });
    t.deepEqual(readdirSync(folder), ['work']);
    t.true((await summarize(VALUES.length)) > 0);
    t.is(readFileSync(`${folder}/out`, 'utf8'), 'a,city=Bergen,list=[1],\nb,,view=2\n');
    t.deepEqual(readdirSync(folder), ['out']);
  }));

test('a value that JSON cannot hold is refused with its position', async (t) => {
  const circle: { self?: object } = {};
  circle.self = circle;
  for (const [value, message] of [
    [() => 1, 'fromActivities: value 11 is undefined, a function or a symbol, which JSON cannot hold'],
    [Symbol('s'), 'fromActivities: value 11 is undefined, a function or a symbol, which JSON cannot hold'],
    [{ id: 1n }, /^fromActivities: value 11 cannot be written as JSON: .*BigInt$/],
    [circle, /^fromActivities: value 11 cannot be written as JSON: Converting circular structure to JSON$/],
  ] as const) {
    await t.throwsAsync(through([{}, value], fromActivities({ position: 10 })), {
      code: 'bad-activity',
      message,
    });
  }
});

test('values are not changed', async (t) => {
  const frozen = Object.freeze(view('a', 1));
  const [batch] = await through<ActivityBatch>([frozen], fromActivities(), validate());
  t.deepEqual([...batch!], [{ type: 'event', user_id: 'a', id: '1', name: 'view' }]);
});

test('no values give no batch', async (t) => {
  t.deepEqual(await through([], fromActivities()), []);
});

test('fromActivities waits for its reader', async (t) => {
  const taken = await inputsTaken(fromActivities({ batchValues: 1 }), () => ({}), 1000);
  t.true(taken > 0 && taken < 12, `${taken} were read ahead`);
});

test('fromActivities refuses options that cannot work', (t) => {
  for (const [options, message] of [
    [
      { position: -1 },
      'fromActivities: position must be a whole number between 0 and 9007199254740991, not -1',
    ],
    [{ batchValues: 0 }, 'fromActivities: batchValues must be a whole number between 1 and 65536, not 0'],
    [
      { batchValues: 65537 },
      'fromActivities: batchValues must be a whole number between 1 and 65536, not 65537',
    ],
    [
      { batch: 1 },
      "fromActivities: unknown option 'batch' (known: position, batchValues, map, measures, cursor, cursorBefore)",
    ],
  ] as const) {
    t.throws(() => fromActivities(options as FromActivitiesOptions), { code: 'bad-option', message });
  }
  t.notThrows(() => fromActivities(Object.freeze({ position: 1, batchValues: 2 })));
});
