import { mkdirSync, readdirSync } from 'node:fs';
import test from 'ava';
import {
  aggregate,
  checkpoint,
  edit,
  type Mapping,
  parse,
  type Run,
  sortMerge,
  timelines,
  validate,
} from '../../lib/index.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { through } from '../support/through.js';

const LOG = Buffer.from(
  [
    { user_id: '2', type: 'event', id: 'a', name: 'page', timestamp: 9, at: 1 },
    { user_id: '10', type: 'event', id: 'b', name: 'page', timestamp: 3 },
    { user_id: '2', type: 'attributes', timestamp: 5, data: {} },
  ]
    .map((activity) => `${JSON.stringify(activity)}\n`)
    .join(''),
);

const times = (user_id: string, activities: Iterable<Readonly<Record<string, unknown>>>) =>
  `${user_id}: ${[...activities].map(({ timestamp }) => timestamp)}`;

test('what the function returns is passed on, and undefined is left out', async (t) => {
  const stages = () => [parse(), validate(), aggregate({ timelines: true, order: 'numeric' })] as const;
  t.deepEqual(await through([LOG], ...stages(), timelines(times)), ['2: 5,9', '10: 3']);
  const some = timelines(async (user_id) => (user_id === '2' ? undefined : { user_id }));
  t.deepEqual(await through([LOG], ...stages(), some), [{ user_id: '10' }]);
  t.deepEqual(await through([], ...stages(), timelines(times)), []);
});

test('runs of a checkpoint are reduced again after a failure', (t) =>
  withFolder(async (folder) => {
    const work = `${folder}/work`;
    const failing = await checkpoint(work, { source: null });
    const stages = [parse(), validate(), aggregate({ timelines: true, directory: work })];
    const broken = timelines(() => {
      throw new Error('not yet');
    });
    await failsWith(t, through([LOG], ...stages, failing, broken), 'reducer-failed', 'not yet', '"10"');
    await failing.release();
    const resumed = await checkpoint(work, { source: null });
    t.true(resumed.complete);
    const again = [parse(), validate(), aggregate({ timelines: true, directory: work })];
    t.deepEqual(await through([], ...again, resumed, timelines(times)), ['10: 3', '2: 5,9']);
    await resumed.finish();
    t.deepEqual(readdirSync(folder), []);
  }));

test('null is refused, because a stream cannot carry it', (t) =>
  failsWith(
    t,
    through(
      [LOG],
      parse(),
      validate(),
      aggregate({ timelines: true }),
      timelines(() => null),
    ),
    'reducer-failed',
    'null',
  ));

test('runs of rows are refused, and so are timelines by sortMerge', async (t) => {
  const rows = through([LOG], parse(), validate(), aggregate(), timelines(times));
  await failsWith(t, rows, 'bad-pipeline', 'timelines: true');
  const whole = through([LOG], parse(), validate(), aggregate({ timelines: true }), sortMerge());
  await failsWith(t, whole, 'bad-pipeline', 'timelines()');
  await failsWith(t, through(['no run'], timelines(times)), 'bad-pipeline', 'runs');
});

test('the mapping must be the one that the activities were read by', async (t) => {
  const plain = through(
    [LOG],
    parse(),
    validate(),
    aggregate({ timelines: true }),
    timelines(times, { map: 'posthog' }),
  );
  await failsWith(t, plain, 'bad-pipeline', 'map');
  const log = Buffer.from('{"distinct_id":"7","event":"a","uuid":"b"}\n');
  const stages = [parse({ map: 'posthog' }), validate(), aggregate({ timelines: true })];
  await failsWith(t, through([log], ...stages, timelines(times)), 'bad-pipeline', 'map');
});

test('wrong options are refused', async (t) => {
  await failsWith(t, () => timelines('x' as never), 'bad-option', 'function');
  await failsWith(t, () => timelines(times, { memory: 1 }), 'bad-option', 'memory');
  await failsWith(t, () => timelines(times, { nothing: 1 } as never), 'bad-option', 'nothing');
  await failsWith(t, () => timelines(times, { fields: 'name' } as never), 'bad-option', 'fields');
  await failsWith(t, () => aggregate({ fields: ['name'] }), 'bad-option', 'fields', 'timelines');
});

test('activities have the fields that are named, and runs hold no more than is needed for them', async (t) => {
  const all = timelines((_, activities) => [...activities], { fields: ['name', 'at'] });
  const whole = aggregate({ timelines: true, fields: ['name', 'at'] });
  const [ten, two] = await through([LOG], parse(), validate(), whole, all);
  t.deepEqual(ten, [{ name: 'page', at: undefined }]);
  t.deepEqual(two, [
    { name: undefined, at: undefined },
    { name: 'page', at: 1 },
  ]);
  const facts = () => [parse(), validate(), aggregate({ timelines: true, fields: ['name'] })] as const;
  const types = timelines((_, activities) => [...activities], { fields: ['type', 'user_id'] });
  t.deepEqual((await through([LOG], ...facts(), types))[0], [{ type: 'event', user_id: '10' }]);
  const more = timelines(times, { fields: ['timestamp', 'data'] });
  await failsWith(t, through([LOG], ...facts(), more), 'bad-pipeline', 'data');
  await failsWith(t, through([LOG], ...facts(), timelines(times)), 'bad-pipeline', 'fields');
});

test('runs that hold different things are not mixed', async (t) => {
  const runsOf = (options: { fields?: string[]; timelines: boolean }) =>
    through<Run>([LOG], parse(), validate(), aggregate(options));
  const kinds = [{ timelines: true, fields: [] }, { timelines: true }, { timelines: false }];
  for (const one of kinds) {
    for (const other of kinds) {
      if (one === other) continue;
      const mixed = through(
        [...(await runsOf(one)), ...(await runsOf(other))],
        timelines(times, { fields: [] }),
      );
      await failsWith(t, mixed, 'bad-pipeline', 'holds');
    }
  }
});

test('scratch directories go with the runs, and runs of a directory stay', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/runs`);
    const runs = await through<Run>(
      [LOG],
      parse(),
      validate(),
      aggregate({ timelines: true, directory: `${folder}/runs` }),
    );
    t.deepEqual(await through(runs, timelines(times)), ['10: 3', '2: 5,9']);
    t.is(readdirSync(`${folder}/runs`).length, 1);
  }));

test('edited activities are reduced as they were edited', async (t) => {
  const renamed = edit(({ name }) => (name === undefined ? undefined : { name: name.toUpperCase() }));
  const names = timelines((user_id, activities) => `${user_id}: ${[...activities].map(({ name }) => name)}`);
  const stages = [parse(), validate(), renamed, aggregate({ timelines: true }), names];
  t.deepEqual(await through([LOG], ...stages), ['10: PAGE', '2: PAGE']);
});

test('a record that is both an event and attributes stays one activity when others are edited', async (t) => {
  const records = ['a', 'b'].map((uuid) => ({
    distinct_id: '7',
    uuid,
    event: 'e',
    timestamp: '2026-01-01',
    $set: { uuid },
  }));
  const log = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const some = edit((activity) => (activity.id === 'b' ? { name: 'other' } : activity));
  const ids = timelines((_, activities) => [...activities].map(({ id }) => `${id}`).join(), {
    map: 'posthog',
  });
  const stages = [parse({ map: 'posthog' }), validate(), some, aggregate({ timelines: true }), ids];
  const [found] = await through<string>([log], ...stages);
  t.is(found?.split(',').filter((id) => id === 'a').length, 1, found);
});

test('each element of a list within JSON text is an activity, of all users, edited or not', async (t) => {
  const items = ['u', 'u', 'v'].map((user, id) => ({ user, id, name: 'n', ts: id }));
  const log = Buffer.from(`${JSON.stringify({ body: JSON.stringify({ items }) })}\n`);
  const map: Mapping = {
    ...{ records: 'body.items', json: ['^.body'], otherwise: 'event', time: 'seconds' },
    ...{ user_id: 'user', id: 'id', name: 'name', timestamp: 'ts' },
  };
  const some = () => edit((activity) => (activity.id === '0' ? { name: 'other' } : activity));
  const all = (user_id: string, activities: Iterable<unknown>) => `${user_id}: ${[...activities].length}`;
  for (const fields of [undefined, ['id'] as const])
    for (const edits of [[], [some()]]) {
      const stages = [aggregate({ timelines: true, fields }), timelines(all, { map, fields })];
      t.deepEqual(
        await through([log], parse({ map }), validate(), ...edits, ...stages),
        ['u: 2', 'v: 1'],
        `${fields} ${edits.length}`,
      );
    }
});
