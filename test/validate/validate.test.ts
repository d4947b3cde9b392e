import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { dir } from 'tmp-promise';
import { type ActivityBatch, parse, type Reject, type ValidateOptions, validate } from '../../lib/index.js';
import { leftBehindIn } from '../support/left-behind.js';
import { linesOf, scanned } from '../support/scanned.js';
import { chunksOf } from '../support/summarize-by-stages.js';
import { inputsTaken, through } from '../support/through.js';

const VALID = { user_id: '1', type: 'event', id: '1', name: 'view' };
const LINES = [VALID, {}, { ...VALID, id: null }, { ...VALID, name: 'a,b' }, { ...VALID, id: '2' }, '7'];

const REJECT = { delimiters: 'reject' } as const;

const validated = (lines: readonly (string | object)[], options?: ValidateOptions) =>
  through<ActivityBatch>([scanned(lines)], validate(options));

test('only valid records pass, with a verdict on the others', async (t) => {
  const [batch] = await validated(LINES, REJECT);
  t.is([...batch!].length, 2);
  t.deepEqual(
    [...batch!].map((activity) => activity.type === 'event' && activity.id),
    ['1', '2'],
  );
  t.is(batch!.verdict?.anonymous, 1);
  t.deepEqual(
    batch!.verdict?.rejects.map(({ code }) => code),
    ['bad-id', 'delimiter', 'not-an-object'],
  );
  t.is(batch!.verdict?.rejectsLength, 0);
});

test('a batch without valid records passes too, for its position', async (t) => {
  const [batch] = await validated(['7']);
  t.deepEqual([...batch!], []);
  t.is(batch!.position, 2);
});

test('a delimiter only rejects its line under the policy reject', async (t) => {
  for (const options of [undefined, {}, { delimiters: 'escape' }] as const) {
    const [batch] = await validated(LINES, options);
    t.is([...batch!].length, 3);
  }
  const [batch] = await validated(LINES, REJECT);
  t.is([...batch!].length, 2);
});

test('lines that arrive byte by byte are judged alike', async (t) => {
  const bytes = linesOf([...LINES, VALID]);
  const batches = await through<ActivityBatch>(chunksOf(bytes, 1), parse({ batchSize: 1 }), validate());
  t.is(batches.length, LINES.length + 1);
  t.is(batches.flatMap((batch) => [...batch]).length, 4);
  t.is(batches.at(-1)?.position, bytes.length);
});

test('the rejects file is whole when the source has ended, and empty without rejects', async (t) => {
  const { path: folder, cleanup } = await dir({ unsafeCleanup: true });
  const rejects = `${folder}/rejects`;
  const batches = await through<ActivityBatch>(
    [scanned(['7', VALID]), scanned(['[]'], 100)],
    validate({ rejects }),
  );
  const lines = readFileSync(rejects, 'utf8').split('\n');
  t.deepEqual(
    lines.slice(0, -1).map((line) => (JSON.parse(line) as Reject).offset),
    [0, 100],
  );
  t.deepEqual(
    batches.map(({ verdict }) => verdict?.rejectsLength),
    [lines[0]!.length + 1, readFileSync(rejects).length],
  );
  await validated([VALID], { rejects });
  t.is(readFileSync(rejects, 'utf8'), '');
  await through([], validate({ rejects: `${folder}/nothing came` }));
  t.deepEqual(readdirSync(folder).sort(), ['nothing came', 'rejects']);
  await cleanup();
});

test('a function hears of rejects as they come, and is waited for; what it throws fails the pipeline', async (t) => {
  const heard: string[] = [];
  await validated([VALID, '7', VALID, 'x'], {
    rejects: async (rejects) => {
      await setTimeout(1);
      heard.push(...rejects.map(({ code }) => code));
    },
  });
  t.deepEqual(heard, ['not-an-object', 'malformed-json']);
  const failing = () => {
    throw new Error('mine');
  };
  await t.throwsAsync(validated(['7'], { rejects: failing }), { message: 'mine' });
  await validated([VALID], { rejects: failing });
});

test('a pipeline that fails or is destroyed leaves the old rejects file', async (t) => {
  const { path: folder, cleanup } = await dir({ unsafeCleanup: true });
  const rejects = `${folder}/rejects`;
  await validated(['7'], { rejects });
  const before = readFileSync(rejects, 'utf8');

  await t.throwsAsync(validated(['7', '7'], { rejects, maxRejects: 1 }), { code: 'too-many-rejects' });
  t.deepEqual(await leftBehindIn(folder, ['rejects']), ['rejects']);

  const stage = validate({ rejects });
  stage.write(scanned(['[]']));
  await new Promise((resolve) => stage.once('readable', resolve));
  stage.destroy();
  t.deepEqual(await leftBehindIn(folder, ['rejects']), ['rejects']);
  t.is(readFileSync(rejects, 'utf8'), before);
  await cleanup();
});

test('any sink takes the rejects of each batch', async (t) => {
  const given: number[] = [];
  const sink = {
    async write(rejects: readonly Reject[]) {
      given.push(rejects.length);
      return 1000 * given.length;
    },
  };
  const batches = await through<ActivityBatch>(
    [scanned(LINES), scanned([VALID]), scanned(['7'])],
    validate({ rejects: sink }),
  );
  t.deepEqual(given, [2, 0, 1]);
  t.deepEqual(
    batches.map(({ verdict }) => verdict?.rejectsLength),
    [1000, 2000, 3000],
  );
});

test('a sink that fails, fails the pipeline', async (t) => {
  const sink = { write: () => Promise.reject(new Error('the queue is down')) };
  await t.throwsAsync(validated([VALID], { rejects: sink }), { message: 'the queue is down' });
});

test('more rejects than allowed fail, including those of earlier starts', async (t) => {
  await t.notThrowsAsync(validated(LINES, { ...REJECT, maxRejects: 3 }));
  await t.throwsAsync(validated(LINES, { ...REJECT, maxRejects: 2 }), {
    code: 'too-many-rejects',
    message: /maxRejects \(2\).*at byte 219: not-an-object/,
  });
  await t.notThrowsAsync(validated(['7'], { maxRejects: 3, rejected: 2 }));
  await t.throwsAsync(validated(['7'], { maxRejects: 3, rejected: 3 }), { code: 'too-many-rejects' });
});

test('anything but an unvalidated batch is refused', async (t) => {
  for (const input of [7, {}, 'text', Buffer.from('{}\n')]) {
    await t.throwsAsync(through([input], validate()), {
      code: 'bad-pipeline',
      message: 'validate: what comes must be batches of parse() or fromActivities()',
    });
  }
  await t.throwsAsync(through([scanned([VALID])], validate(), validate()), { code: 'bad-pipeline' });
});

test('validate waits for its reader', async (t) => {
  const taken = await inputsTaken(validate(), () => scanned([VALID]), 1000);
  t.true(taken > 0 && taken < 12, `${taken} were read ahead`);
});

test('validate refuses options that cannot work', (t) => {
  for (const [options, message] of [
    [{ delimiters: 'keep' }, "validate: delimiters must be one of 'reject', 'escape', not 'keep'"],
    [{ rejects: '' }, "validate: rejects must be a path, not ''"],
    [{ rejects: 7 }, 'validate: rejects must be a path, not 7'],
    [{ rejects: {} }, 'validate: rejects must be a path, not an object'],
    [
      { maxRejects: -1 },
      'validate: maxRejects must be a whole number between 0 and 9007199254740991, not -1',
    ],
    [
      { maxRejects: '3' },
      "validate: maxRejects must be a whole number between 0 and 9007199254740991, not '3'",
    ],
    [{ rejected: 0.5 }, 'validate: rejected must be a whole number between 0 and 9007199254740991, not 0.5'],
    [
      { maxReject: 1 },
      "validate: unknown option 'maxReject' (known: delimiters, rejects, maxRejects, rejected)",
    ],
    ['escape', "validate: options must be an object, not 'escape'"],
  ] as const) {
    t.throws(() => validate(options as ValidateOptions), { code: 'bad-option', message });
  }
  t.notThrows(() => validate(Object.freeze({ delimiters: 'escape', maxRejects: 0 } as const)));
});
