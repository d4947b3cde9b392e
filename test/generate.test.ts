import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import { type GenerateOptions, generate, summarizeInMemory } from '../lib/index.js';
import { NO_COUNTERS } from '../lib/records/counters.js';

type Recipe = Omit<GenerateOptions, 'output' | 'reference' | 'signal'>;

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    return await work(path);
  } finally {
    await cleanup();
  }
}

function generated(recipe: Recipe) {
  return inFolder(async (folder) => {
    const [output, reference] = [`${folder}/log`, `${folder}/summary`];
    const stats = await generate({ output, reference, ...recipe });
    return { stats, log: await readFile(output), reference: await readFile(reference, 'utf8') };
  });
}

interface Line {
  readonly id: string;
  readonly type: 'event' | 'attributes';
  readonly timestamp: number;
  readonly user_id?: string;
  readonly name?: string;
  readonly data: Readonly<Record<string, string>>;
}

function linesOf(log: Buffer): string[] {
  return log.toString().split('\n').slice(0, -1);
}

async function parsed(recipe: Recipe): Promise<Line[]> {
  const { log } = await generated(recipe);
  return linesOf(log).map((line) => JSON.parse(line));
}

const recipes: fc.Arbitrary<Recipe> = fc.record({
  seed: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 1e12 })),
  count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 150 })),
  attrs: fc.constantFrom(0, 1, 5, 20, 1000),
  events: fc.integer({ min: 0, max: 400 }),
  maxEvents: fc.constantFrom(1, 2, 10, 65_535),
  dupes: fc.constantFrom(0, 1, 2, 20),
  anon: fc.constantFrom(0, 1, 3, 500),
  dupeDistance: fc.constantFrom(0, 1, 7, 1_000_000),
});

test('the reference equals what summarizing the log in memory gives, and no line is rejected', (t) =>
  fc.assert(
    fc.asyncProperty(recipes, async (recipe) => {
      const { stats, log, reference } = await generated(recipe);
      const summary = await summarizeInMemory(log);
      t.is(reference, Buffer.concat([...summary.output]).toString());
      const { bytes, users, lines, events, attributes, anonymous } = stats;
      t.deepEqual({ ...NO_COUNTERS, lines, events, attributes, anonymous }, summary.counters);
      t.is(bytes, log.length);
      t.is(users, summary.users);
      t.is(users, recipe.count!);
    }),
    { numRuns: 60 },
  ));

test('the reference of a log of many chunks is right too', async (t) => {
  const { log, reference } = await generated({ count: 2000, events: 4000, attrs: 10, dupes: 3 });
  t.true(log.length > 2 ** 20);
  t.is(reference, Buffer.concat([...(await summarizeInMemory(log)).output]).toString());
});

test('the same options give the same bytes, and another seed gives others', async (t) => {
  const first = await generated({ seed: 7 });
  t.deepEqual(await generated({ seed: 7 }), first);
  t.notDeepEqual((await generated({ seed: 8 })).log, first.log);
  t.notDeepEqual((await generated({ seed: 7 + 2 ** 32 })).reference, first.reference);
});

/** Of the log and its summary, as every version since 0.1.0 writes them. */
const DIGESTS = [
  '2c5979a35691d929a4c6f167719d42af19bbef6265414f50e102ea35618b9802',
  'd3763c0b950c1768fb12e40dd232c112e54e378e18c7f0e489b5b463e1e006a2',
];

test('the bytes of a log and its summary are the same in every version', async (t) => {
  const { log, reference } = await generated({ seed: 7, count: 20, events: 50 });
  const digestOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
  t.deepEqual([digestOf(log), digestOf(reference)], DIGESTS);
});

test('keys are in alphabetical order, ids are random UUIDs, and the data of events has two keys', async (t) => {
  const { log } = await generated({ events: 300, dupes: 0 });
  const ids = new Set<string>();
  for (const text of linesOf(log)) {
    const line: Line = JSON.parse(text);
    t.is(text, JSON.stringify(line));
    for (const keys of [Object.keys(line), Object.keys(line.data)]) t.deepEqual(keys, [...keys].sort());
    t.regex(line.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    ids.add(line.id);
    if (line.type === 'event') t.is(Object.keys(line.data).length, 2);
  }
  t.is(ids.size, linesOf(log).length);
});

test('each round writes attributes, then an event with the same timestamp; the remaining final values follow at the end', async (t) => {
  const [seed, events] = [1_560_000_000, 400];
  const lines = await parsed({ seed, count: 10, events, dupes: 0, anon: 4 });
  let fewest = 3;
  let most = 1;
  for (let round = 1; round <= events; round++) {
    const [attributes, event] = [lines[2 * round - 2]!, lines[2 * round - 1]!];
    t.is(attributes.type, 'attributes');
    t.is(event.type, 'event');
    t.is(event.timestamp, attributes.timestamp);
    t.is(event.user_id, round % 4 === 0 ? undefined : attributes.user_id);
    const size = Object.keys(attributes.data).length;
    [fewest, most] = [Math.min(fewest, size), Math.max(most, size)];
    const minutes = (seed - attributes.timestamp) / 60;
    if (minutes !== 0) t.true(Number.isInteger(minutes) && minutes >= 10 && minutes <= 21_910);
  }
  t.true(fewest >= 1);
  t.is(most, 3);
  for (const line of lines.slice(2 * events)) {
    t.is(line.type, 'attributes');
    t.is(line.timestamp, seed);
  }
});

test('every user has the six common attributes and up to attrs of their own, and each becomes final once', async (t) => {
  const seed = 5;
  const finals = new Map<string, string[]>();
  for (const line of await parsed({ seed, count: 60, attrs: 4, events: 300 })) {
    if (line.type === 'event' || line.timestamp !== seed) continue;
    finals.set(line.user_id!, [...(finals.get(line.user_id!) ?? []), ...Object.keys(line.data)]);
  }
  t.is(finals.size, 60);
  const extras = new Set<number>();
  for (const names of finals.values()) {
    t.is(new Set(names).size, names.length);
    for (const common of ['first_name', 'last_name', 'email', 'city', 'ip', 'created_at']) {
      t.true(names.includes(common));
    }
    extras.add(names.length - 6);
  }
  t.deepEqual([...extras].sort(), [1, 2, 3, 4]);
});

test('a user gets at most maxEvents event names', async (t) => {
  const names = new Map<string, Set<string>>();
  for (const { type, user_id, name } of await parsed({ count: 5, events: 300, maxEvents: 3 })) {
    if (type === 'event' && user_id !== undefined) {
      names.set(user_id, (names.get(user_id) ?? new Set()).add(name!));
    }
  }
  t.deepEqual(
    [...names.values()].map(({ size }) => size),
    [3, 3, 3, 3, 3],
  );
});

test('a copy follows its line at once, or up to dupeDistance lines later', async (t) => {
  for (const dupeDistance of [0, 5]) {
    const { log, stats } = await generated({ events: 600, dupes: 3, dupeDistance });
    const lines = linesOf(log);
    const met = new Set<string>();
    const isCopy = lines.map((line) => met.size === met.add(line).size);
    const distances = new Set<number>();
    lines.forEach((line, at) => {
      if (isCopy[at]) distances.add(isCopy.slice(lines.indexOf(line) + 1, at).filter((copy) => !copy).length);
    });
    t.is(isCopy.filter(Boolean).length, stats.copies);
    t.true(stats.copies > 100 && stats.copies < 300);
    t.deepEqual(
      [...distances].sort(),
      Array.from({ length: dupeDistance + 1 }, (_, distance) => distance),
    );
  }
});

test('without a reference only the log is written', (t) =>
  inFolder(async (folder) => {
    await generate({ output: `${folder}/log` });
    t.deepEqual(await readdir(folder), ['log']);
  }));

test('a wrong option is refused by name', async (t) => {
  for (const [options, message] of [
    [{}, /generate: output is missing; it must be a path/],
    [{ output: 'a', count: 0 }, /generate: count must be a whole number between 1 and 100000000, not 0/],
    [{ output: 'a', maxevents: 4 }, /generate: unknown option 'maxevents'/],
    [{ output: 'a', signal: 'now' }, /generate: signal must be an AbortSignal/],
    [{ output: 'a', reference: './a' }, /generate: output and reference must be two files/],
  ] as const) {
    await t.throwsAsync(generate(options as GenerateOptions), { code: 'bad-option', message });
  }
});

test('a reference that cannot be written fails at once, and both files stay as they were', (t) =>
  inFolder(async (folder) => {
    await writeFile(`${folder}/log`, 'old');
    await mkdir(`${folder}/reference`);
    await t.throwsAsync(
      generate({ output: `${folder}/log`, reference: `${folder}/reference`, events: 5_000_000 }),
      { code: 'output-failed', message: /reference: it is a directory/ },
    );
    t.deepEqual(await readdir(folder), ['log', 'reference']);
    t.is(await readFile(`${folder}/log`, 'utf8'), 'old');
  }));

test('a job whose signal aborts leaves no files behind', (t) =>
  inFolder(async (folder) => {
    const stop = new AbortController();
    const work = generate({
      output: `${folder}/log`,
      reference: `${folder}/reference`,
      events: 5_000_000,
      signal: stop.signal,
    });
    while ((await readdir(folder)).length < 2) await new Promise(setImmediate);
    stop.abort();
    await t.throwsAsync(work, { code: 'aborted', message: /log was not generated/ });
    t.deepEqual(await readdir(folder), []);
    await t.throwsAsync(generate({ output: `${folder}/log`, signal: stop.signal }), { code: 'aborted' });
    t.deepEqual(await readdir(folder), []);
  }));
