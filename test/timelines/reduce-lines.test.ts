import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { timelinesInMemory } from '../../lib/in-memory/timelines-in-memory.js';
import { summarize } from '../../lib/index.js';
import { logArbitrary } from '../support/arbitraries.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { mappedLogArbitrary } from '../support/mapped-logs.js';
import { Random } from '../support/random.js';

/** Returns everything; every third user's as a string, and nothing for users whose number of activities can be divided by five. */
const moduleOf = (fields?: readonly string[]) =>
  `data:text/javascript,${encodeURIComponent(`
  ${fields === undefined ? '' : `export const fields = ${JSON.stringify(fields)};`}
  export function reduce(user_id, activities) {
    const all = [...activities];
    if (all.length % 5 === 0) return undefined;
    return all.length % 3 === 0 ? JSON.stringify([user_id, all]) : { user_id, all };
  }`)}`;
const ALL = moduleOf();

async function expectedOf(log: Buffer, options: Parameters<typeof timelinesInMemory>[1]): Promise<string> {
  const lines: string[] = [];
  for (const [user_id, all] of await timelinesInMemory(log, options)) {
    if (all.length % 5 === 0) continue;
    lines.push(`${JSON.stringify(all.length % 3 === 0 ? [user_id, all] : { user_id, all })}\n`);
  }
  return lines.join('');
}

const jobs = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  memory: fc.constantFrom('1MiB', '24MiB', '256MiB'),
  checkpointEvery: fc.constantFrom(500, '1MiB'),
  grain: fc.constantFrom(100, '16MiB'),
  order: fc.constantFrom('bytes' as const, 'numeric' as const),
});

test('a job reduces users as the in-memory engine would, for any memory, workers and order', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    await fc.assert(
      fc.asyncProperty(logArbitrary(), jobs, async (log, options) => {
        writeFileSync(source, log);
        await summarize({ ...options, source, output, reduce: ALL, allowEmpty: true });
        t.is(readFileSync(output, 'utf8'), await expectedOf(log, { order: options.order }));
      }),
      { numRuns: 8 },
    );
    t.deepEqual(readdirSync(folder).sort(), ['log', 'out']);
  }));

const FIELDS = ['name', 'timestamp', 'id', 'data'];

test('activities have no other fields than those that a module names', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    await fc.assert(
      fc.asyncProperty(logArbitrary(), jobs, fc.subarray(FIELDS), async (log, options, fields) => {
        writeFileSync(source, log);
        await summarize({ ...options, source, output, reduce: moduleOf(fields), allowEmpty: true });
        t.is(readFileSync(output, 'utf8'), await expectedOf(log, { order: options.order, fields }));
      }),
      { numRuns: 8 },
    );
  }));

test('saved work with fewer fields is not resumed by a reducer that needs more', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    writeFileSync(source, '{"user_id":"7","type":"event","id":"1","name":"a"}\n');
    const write = (fields: string, body: string) =>
      writeFileSync(
        `${folder}/${fields}.mjs`,
        `export const fields = ['${fields}']; export const reduce = () => { ${body} };`,
      );
    write('name', `throw new Error('not yet')`);
    write('timestamp', `return 'done'`);
    write('data', `return 'done'`);
    await failsWith(t, summarize({ source, output, reduce: `${folder}/name.mjs` }), 'reducer-failed');
    const more = summarize({ source, output, reduce: `${folder}/data.mjs` });
    await failsWith(t, more, 'options-changed', 'reduce', 'facts');
    const { resumedFrom } = await summarize({ source, output, reduce: `${folder}/timestamp.mjs` });
    t.true(resumedFrom > 0);
    t.is(readFileSync(output, 'utf8'), 'done\n');
  }));

test('mapped records are reduced with the names of the plain input', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    await fc.assert(
      fc.asyncProperty(mappedLogArbitrary(), jobs, async ({ log, map }, options) => {
        writeFileSync(source, log);
        await summarize({ ...options, source, output, map, reduce: ALL, allowEmpty: true });
        const sorted = (text: string) =>
          text.split('\n').map((line) => (line === '' ? '' : sortedLine(line)));
        t.deepEqual(
          sorted(readFileSync(output, 'utf8')),
          sorted(await expectedOf(log, { order: options.order, map })),
        );
      }),
      { numRuns: 8 },
    );
  }));

/** With names in ascending order: what the mapping adds to a record may come anywhere. */
function sortedLine(line: string): string {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sort(inner)]);
  };
  return JSON.stringify(sort(JSON.parse(line)));
}

test('a large log gives the same bytes with one, two and three workers', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    const log = drawLog(new Random(28), 2 ** 21);
    writeFileSync(source, log);
    const expected = await expectedOf(log, {});
    for (const [workers, memory] of [
      [1, '1MiB'],
      [1, '256MiB'],
      [2, '24MiB'],
      [3, '256MiB'],
    ] as const) {
      await summarize({
        source,
        output,
        reduce: ALL,
        workers,
        memory,
        grain: '128KiB',
        checkpointEvery: '256KiB',
      });
      t.true(readFileSync(output, 'utf8') === expected);
    }
  }));

const FAILING: Readonly<Record<string, readonly [body: string, ...words: string[]]>> = {
  'throws an error': [`throw new TypeError('no\\nway')`, 'no'],
  'throws something else': [`throw 7`, '7'],
  rejects: [`return Promise.reject(new Error('later'))`, 'later'],
  'returns null': [`return null`, 'null'],
  'returns a number': [`return 7`, 'a number'],
  'returns an array': [`return [1]`, 'an array'],
  'returns a date': [`return new Date()`, 'no object in JSON'],
  'returns what cannot be written': [`return { n: 1n }`, 'BigInt'],
  'returns a string with a line end': [`return 'a\\nb'`, 'a line end'],
  'reads its activities twice': [`return { n: [...activities, ...activities].length }`, 'only once'],
};

for (const [what, [body, ...words]] of Object.entries(FAILING)) {
  test(`a reducer that ${what} fails the job, and the output stays as it was`, (t) =>
    withFolder(async (folder) => {
      const [source, output] = [`${folder}/log`, `${folder}/out`];
      writeFileSync(`${folder}/wrong.mjs`, `export function reduce(user_id, activities) { ${body}; }`);
      writeFileSync(source, '{"user_id":"seven","type":"event","id":"1","name":"a"}\n'.repeat(99));
      writeFileSync(output, 'old');
      for (const workers of [1, 2]) {
        const job = summarize({ source, output, workers, grain: 1, reduce: `${folder}/wrong.mjs` });
        await failsWith(t, job, 'reducer-failed', `${folder}/wrong.mjs`, '"seven"', ...words);
      }
      t.is(readFileSync(output, 'utf8'), 'old');
    }));
}

test('a job whose reducer was mended merges again, without reading its source once more', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    writeFileSync(`${folder}/wrong.mjs`, `export function reduce() { throw new Error('not yet'); }`);
    writeFileSync(`${folder}/right.mjs`, `export async function reduce(user_id) { return { user_id }; }`);
    writeFileSync(source, '{"user_id":"7","type":"event","id":"1","name":"a"}\n');
    await failsWith(
      t,
      summarize({ source, output, reduce: `${folder}/wrong.mjs` }),
      'reducer-failed',
      'not yet',
    );
    const stats = await summarize({ source, output, reduce: `${folder}/right.mjs` });
    t.true(stats.resumedFrom > 0);
    t.is(readFileSync(output, 'utf8'), '{"user_id":"7"}\n');
  }));

test('saved work of a summary is not resumed by a reducer, nor the other way round', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/log`, `${folder}/out`];
    writeFileSync(source, '{"user_id":"7","type":"event","id":"1","name":"a"}\n');
    writeFileSync(`${folder}/wrong.mjs`, `export function reduce() { throw new Error('not yet'); }`);
    await failsWith(t, summarize({ source, output, reduce: `${folder}/wrong.mjs` }), 'reducer-failed');
    await failsWith(t, summarize({ source, output }), 'options-changed', 'reduce', 'not given');
  }));
