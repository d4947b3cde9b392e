// Jobs about a part of the sources, against the in-memory engine: given the lines of that part, or asked for the lines of its users.
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { type Line, linesOf } from '../../lib/in-memory/lines.js';
import { isBlank, summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { type Progress, type SummarizeOptions, summarize, summarizeInMemory } from '../../lib/index.js';
import { formatReject } from '../../lib/records/reject.js';
import { logArbitrary } from '../support/arbitraries.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const optionsIn = (folder: string): Omit<SummarizeOptions, 'source'> => ({
  output: `${folder}/summary`,
  rejects: `${folder}/rejects`,
  maxLine: '1KiB',
  memory: '24MiB',
  grain: 300,
  checkpointEvery: 700,
  allowEmpty: true,
});

/** The first lines of some logs that are not blank. */
async function* firstOf(log: Buffer, left: { lines: number }): AsyncGenerator<Line> {
  for await (const line of linesOf([log])) {
    if (!isBlank(line.bytes) && left.lines-- <= 0) return;
    yield line;
  }
}

test('the first lines of several sources give the summary and rejects of these lines, whatever the stops and threads', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(logArbitrary({ maxLines: 60 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 120 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
      fc.integer({ min: 1, max: 3 }),
      (logs, head, packed, stops, workers) =>
        withFolder(async (folder) => {
          const source = logs.map((_, index) => `${folder}/part-${index}`);
          for (const [index, path] of source.entries())
            await writeFile(path, packed && index === 0 ? gzipSync(logs[0]!) : logs[index]!);
          const options = { ...optionsIn(folder), source, head, workers };
          let done = false;
          for (const stop of stops) done ||= await summarizeStopped(options, stop);
          if (!done) await summarize(options);
          const left = { lines: head };
          const expected = await summarizeSourcesInMemory(
            logs.map((log, index) => ({
              lines: firstOf(log, left),
              ...(logs.length > 1 ? { name: source[index]! } : {}),
            })),
            { maxLine: '1KiB' },
          );
          t.is(await readFile(options.output, 'utf8'), Buffer.concat([...expected.output]).toString());
          t.is(await readFile(`${folder}/rejects`, 'utf8'), expected.rejects.map(formatReject).join(''));
        }),
    ),
    { numRuns: 40 },
  ));

test('users that are asked for have the lines that they have in the whole summary, and no others have one', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary({ maxLines: 100 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 3 }),
      (log, chosen, workers) =>
        withFolder(async (folder) => {
          await writeFile(`${folder}/log`, log);
          const { output, ...options } = { ...optionsIn(folder), source: `${folder}/log`, workers };
          const form = { format: 'ndjson' } as const;
          const stats = await summarize({ ...options, ...form, output });
          const whole = (await readFile(output, 'utf8')).split('\n').slice(0, -1);
          const known = whole.map((line) => (JSON.parse(line) as { user_id: string }).user_id);
          const users = [
            'nobody',
            ...chosen.map((index) => known[index % Math.max(1, known.length)] ?? 'no'),
          ];
          const look = await summarize({ ...options, ...form, output, users });
          const wanted = whole.filter((_, index) => users.includes(known[index]!));
          t.deepEqual((await readFile(output, 'utf8')).split('\n').slice(0, -1), wanted);
          t.is(look.users, wanted.length);
          t.is(look.lines, stats.lines);
          t.deepEqual(look.rejects, stats.rejects);
        }),
    ),
    { numRuns: 40 },
  ));

test('only a part of a log of many batches is looked at, with the memory that is usual', (t) =>
  withFolder(async (folder) => {
    const lines = Array.from(
      { length: 20_000 },
      (_, id) => `{"user_id":"${id % 7}","type":"event","id":${id},"name":"n"}\n`,
    );
    await writeFile(`${folder}/log`, lines.join(''));
    const options = { source: `${folder}/log`, output: `${folder}/summary`, workers: 1 };
    t.is((await summarize({ ...options, head: 10 })).lines, 10);
    t.is(await readFile(options.output, 'utf8'), '0,,n=2\n1,,n=2\n2,,n=2\n3,,n=1\n4,,n=1\n5,,n=1\n6,,n=1\n');
    t.is((await summarize({ ...options, users: ['3'] })).users, 1);
    t.is(await readFile(options.output, 'utf8'), '3,,n=2857\n');
  }));

test('the first values of a JSON array are looked at as lines are', (t) =>
  withFolder(async (folder) => {
    const values = Array.from(
      { length: 50 },
      (_, id) => `{"user_id":"${id % 7}","type":"event","id":${id},"name":"n"}`,
    );
    await writeFile(`${folder}/log`, `[${values.join(',\n')}]`);
    const options = { ...optionsIn(folder), source: `${folder}/log`, input: 'json', head: 20 } as const;
    t.is((await summarize(options)).lines, 20);
    const expected = await summarizeInMemory(Buffer.from(values.slice(0, 20).join('\n')));
    t.is(await readFile(options.output, 'utf8'), Buffer.concat([...expected.output]).toString());
  }));

test('a look that finds nothing says what the lines were', (t) =>
  withFolder(async (folder) => {
    await writeFile(
      `${folder}/log`,
      '{"user_id":"1","type":"event","id":1,"name":"n"}\n\n{"type":"event"}\n',
    );
    const options = { source: `${folder}/log`, output: `${folder}/summary` };
    await failsWith(
      t,
      () => summarize({ ...options, users: ['2', '3'] }),
      'nothing-valid',
      /nothing valid of the users asked for in .*log: of 2 lines, 1 of other users, 1 without a user\n/,
    );
  }));

test('saved work of a look is not resumed by another look, nor by the whole job', (t) =>
  withFolder(async (folder) => {
    const lines = Array.from(
      { length: 200 },
      (_, id) => `{"user_id":"${id % 9}","type":"event","id":${id},"name":"n"}\n`,
    );
    await writeFile(`${folder}/log`, lines.join(''));
    const options = { ...optionsIn(folder), source: `${folder}/log`, workers: 1 };
    const saved = ({ runs }: Progress) => runs > 0;
    t.false(await summarizeStopped({ ...options, users: ['1', '2'] }, 1, saved));
    for (const other of [{ users: ['1'] }, {}, { head: 5 }])
      await t.throwsAsync(summarize({ ...options, ...other }), { code: 'options-changed' });
    await summarize({ ...options, users: ['2', '1', '2'] });
    t.is((await readFile(options.output, 'utf8')).split('\n').length, 3);
  }));

test('wrong looks are refused by name', async (t) => {
  const needed = { source: 'log', output: 'summary' };
  for (const [options, message] of [
    [{ head: 0 }, /head must be a whole number between 1 and/],
    [{ head: 1.5 }, /head must be a whole number/],
    [{ users: [] }, /users must be a list of ids, none of which is empty, not ''/],
    [{ users: ['a', ''] }, /users must be a list of ids, none of which is empty/],
    [{ users: 'a' }, /users must be a list of names/],
    [{ users: ['a'], keep: true }, /users cannot be used with keep/],
    [{ head: 1, keep: true }, /head cannot be used with keep/],
  ] as const) {
    await t.throwsAsync(summarize({ ...needed, ...options } as unknown as SummarizeOptions), {
      code: 'bad-option',
      message,
    });
  }
});
