import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { chain } from '../../lib/chain.js';
import {
  type Activity,
  type ActivityChanges,
  type ActivityView,
  aggregate,
  checkpoint,
  edit,
  fileSink,
  format,
  parse,
  type Run,
  sortMerge,
  summarizeInMemory,
  validate,
} from '../../lib/index.js';
import { formatReject } from '../../lib/records/reject.js';
import { logArbitrary } from '../support/arbitraries.js';
import { type Change, editedLog } from '../support/edited-log.js';
import { withFolder } from '../support/folder.js';
import { readInMemory } from '../support/in-memory-reading.js';
import { chunksOf } from '../support/summarize-by-stages.js';
import { through } from '../support/through.js';

const nameOf = (activity: ActivityView | Activity) => (activity.type === 'event' ? activity.name! : '');

/** What may be done to activities, so that the in-memory engine can do it, too. */
const CHANGES: Record<string, Change> = {
  same: (activity) => activity as ActivityView,
  'drop by user': (activity) => (activity.user_id.length % 2 === 0 ? (activity as ActivityView) : undefined),
  rename: (activity) =>
    activity.type === 'event' ? { name: `${nameOf(activity)}"é\\` } : (activity as ActivityView),
  spread: (activity) => ({ ...(activity as object), user_id: `${activity.user_id}\n` }),
  'other user as a number': () => ({ user_id: 12 }),
  several: (activity) => [activity, { user_id: `copy ${activity.user_id}` }, activity],
  'older attributes': (activity) =>
    activity.type === 'attributes' ? { timestamp: -1 } : (activity as ActivityView),
  'other data': (activity) =>
    activity.type === 'attributes'
      ? { data: { ...(activity.data as object), added: 1 } }
      : (activity as ActivityView),
  'become an event': (activity) =>
    activity.type === 'attributes' ? { type: 'event', id: 'x', name: 'y' } : [],
};

class Kill extends Error {}

/** Once, or up to the `killAt`-th run. */
async function summarizeOnce(
  folder: string,
  log: Uint8Array,
  change: Change,
  killAt: number,
): Promise<number[]> {
  const work = `${folder}/work`;
  const resume = await checkpoint(work, { source: null, rejects: `${folder}/rejects`, unit: 'bytes' });
  const positions: number[] = [];
  try {
    await chain(
      resume.complete ? [] : chunksOf(log.subarray(resume.position), 700),
      parse({ position: resume.position, line: resume.line, maxLine: 1024, batchSize: 300 }),
      validate({ rejects: resume.rejects }),
      edit(change as (activity: ActivityView) => ActivityChanges),
      aggregate({ memory: '1MiB', directory: work, checkpointEvery: 900 }),
      resume,
      async function* (runs: AsyncIterable<Run>) {
        for await (const run of runs) {
          positions.push(run.position);
          if (positions.length === killAt) throw new Kill();
          yield run;
        }
      },
      sortMerge({ memory: '1MiB' }),
      format(),
      fileSink(`${folder}/summary`),
    );
    await resume.finish();
  } finally {
    await resume.release();
  }
  return positions;
}

test('the summary is that of the edited log, whatever is done, and after kills; rejects stay those of the source', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary({ maxLines: 60 }),
      fc.constantFrom(...Object.keys(CHANGES)),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
      (log, name, kills) =>
        withFolder(async (folder) => {
          const change = CHANGES[name]!;
          for (const killAt of [...kills, 0]) {
            await summarizeOnce(folder, log, change, killAt).catch((error) => {
              if (!(error instanceof Kill)) throw error;
            });
            if (await readFile(`${folder}/summary`).catch(() => undefined)) break;
          }
          const expected = await summarizeInMemory(await editedLog(log, change));
          t.is(
            await readFile(`${folder}/summary`, 'utf8'),
            Buffer.concat([...expected.output]).toString(),
            name,
          );
          const { rejects } = await readInMemory(log, { maxLine: 1024, delimiters: 'escape' });
          t.is(await readFile(`${folder}/rejects`, 'utf8'), rejects.map(formatReject).join(''));
        }),
    ),
    { numRuns: 60 },
  ));

const line = (fields: object) =>
  `${JSON.stringify({ user_id: 'u', type: 'event', id: 'e', name: 'n', ...fields })}\n`;

async function counted(log: string, change: (activity: ActivityView) => ActivityChanges | undefined | null) {
  const runs = await through<Run>(
    [Buffer.from(log)],
    parse(),
    validate(),
    edit(change),
    aggregate({ memory: '1MiB' }),
  );
  return runs;
}

test('positions and counts of lines are those of the source, events and attributes those that are left', async (t) => {
  const log = `${line({ id: 1 })}\n{}\nx\n${line({ id: 2 })}${line({ id: 3 })}`;
  const [run] = await counted(log, ({ id }) => (id === '2' ? undefined : { name: 'other' }));
  t.is(run!.position, Buffer.byteLength(log));
  t.is(run!.linesBefore, 6);
  t.like(run!.counters, { lines: 5, events: 2, anonymous: 1, rejects: { 'malformed-json': 1 } });
  const [none] = await counted(log, () => null);
  t.is(none!.position, Buffer.byteLength(log));
  t.like(none!.counters, { lines: 5, events: 0 });
});

test('the function may wait, and sees all that the line holds', async (t) => {
  const seen: unknown[] = [];
  const slow = async (activity: ActivityView) => {
    const { user_id, record, data, timestamp } = activity;
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push([user_id, record['extra'], data, timestamp]);
    return { user_id: 'w' };
  };
  const log = line({ timestamp: 7.5, data: { a: [1] }, extra: null }) + line({});
  const batches = await through<Iterable<Activity>>([Buffer.from(log)], parse(), validate(), edit(slow));
  t.deepEqual(seen, [
    ['u', null, { a: [1] }, 7.5],
    ['u', undefined, undefined, undefined],
  ]);
  t.deepEqual(
    [...batches[0]!].map(({ user_id, record }) => [user_id, record?.['extra']]),
    [
      ['w', null],
      ['w', undefined],
    ],
  );
});

test('numbers that are not touched keep their digits', async (t) => {
  const log =
    '{"user_id":12345678901234567890,"type":"attributes","timestamp":1,"data":{"price":19.90},"note":1.50}\n';
  const rename = edit(() => ({ timestamp: 2 }));
  const [batch] = await through<Iterable<Activity>>([Buffer.from(log)], parse(), validate(), rename);
  const [activity] = [...batch!];
  t.like(activity, { user_id: '12345678901234567890', timestamp: 2 });
  t.deepEqual({ ...(activity as { data: object }).data }, { price: '19.90' });
});

test('what is made must be an activity', async (t) => {
  for (const [made, message] of [
    [{ user_id: '' }, /no user_id/],
    [{ name: '' }, /a name must be a string that is not empty/],
    [{ type: 'other' }, /type must be "event" or "attributes"/],
    [{ data: 1n }, /data cannot be written as JSON/],
    [7, /must return the activity/],
  ] as const) {
    const running = counted(line({}), () => made as ActivityChanges);
    await t.throwsAsync(running, { code: 'bad-activity', message });
  }
  const broken = counted(line({}), () => {
    throw new Error('mine');
  });
  await t.throwsAsync(broken, { message: 'mine' });
  t.throws(() => edit(undefined as never), { code: 'bad-option' });
  await t.throwsAsync(
    through(
      [Buffer.from(line({}))],
      parse(),
      edit((each) => each),
    ),
    { code: 'bad-pipeline' },
  );
});

test('a mapped log is edited by its mapped fields', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/x`);
    const log = [
      { type: 'track', userId: 'a', messageId: 1, event: 'Signed Up', properties: { plan: 'pro' } },
      {
        type: 'identify',
        userId: 'a',
        messageId: 2,
        timestamp: '2020-01-01T00:00:00Z',
        traits: { city: 'Oslo' },
      },
      { type: 'track', userId: 'test', messageId: 3, event: 'Signed Up' },
    ];
    await chain(
      [Buffer.from(log.map((each) => `${JSON.stringify(each)}\n`).join(''))],
      parse({ map: 'segment' }),
      validate(),
      edit((activity) => {
        if (activity.user_id === 'test') return undefined;
        return activity.type === 'event' ? { name: activity.name?.toLowerCase() } : { user_id: 'b' };
      }),
      aggregate({ memory: '1MiB' }),
      sortMerge({ memory: '1MiB' }),
      format(),
      fileSink(`${folder}/out`),
    );
    t.is(await readFile(`${folder}/out`, 'utf8'), 'a,,signed up=1\nb,city=Oslo,\n');
  }));
