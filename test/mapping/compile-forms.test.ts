// Mappings with forms: what the kernel finds in records, and what the whole pipeline makes of them, compared with the in-memory engine.
import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { summarize } from '../../lib/summarize.js';
import { withFolder } from '../support/folder.js';
import { formedLogArbitrary } from '../support/formed-logs.js';
import { readInMemory } from '../support/in-memory-reading.js';
import { mutate, mutationsArbitrary } from '../support/mutations.js';
import { readByScanner, scannerFor } from '../support/read-by-scanner.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const MAX_LINE = 2 ** 20;

function read(log: Uint8Array, map: Mapping, delimiters: 'reject' | 'escape' = 'reject') {
  return readByScanner(scannerFor(map, MAX_LINE), log, delimiters);
}

const policy = fc.constantFrom('reject' as const, 'escape' as const);

test('the scanner finds in records of mappings with forms what the in-memory engine finds', (t) =>
  fc.assert(
    fc.asyncProperty(formedLogArbitrary(), policy, async ({ map, log }, delimiters) => {
      const expected = await readInMemory(log, { maxLine: MAX_LINE, delimiters, map });
      t.deepEqual(read(log, map, delimiters), expected);
    }),
    { numRuns: 80 },
  ));

test('the scanner finds in broken records of mappings with forms what the in-memory engine finds', (t) =>
  fc.assert(
    fc.asyncProperty(formedLogArbitrary(), mutationsArbitrary(), async ({ map, log }, mutations) => {
      const broken = mutations.reduce(mutate, log);
      const expected = await readInMemory(broken, { maxLine: MAX_LINE, delimiters: 'escape', map });
      t.deepEqual(read(broken, map, 'escape'), expected);
    }),
    { numRuns: 80 },
  ));

test('mappings with forms give the same answer and rejects as in memory, wherever batches and runs end', async (t) => {
  t.timeout(120_000);
  let events = 0;
  let attributes = 0;
  await fc.assert(
    fc.asyncProperty(formedLogArbitrary(), fc.nat(5), fc.boolean(), async ({ map, log }, turn, strict) => {
      const options = { map, maxLine: 4096, delimiters: strict ? 'reject' : 'escape' } as const;
      const expected = await summarizeInMemory(log, options);
      const sizes = { chunkSize: 2 ** (turn + 4), batchSize: 1 + 50 * turn, checkpointEvery: 1 + 200 * turn };
      const found = await summarizeByStages(log, options, sizes);
      t.is(found.output.toString(), Buffer.concat([...expected.output]).toString());
      t.deepEqual(found.rejects, expected.rejects);
      t.deepEqual(found.counters, expected.counters);
      events += found.counters.events;
      attributes += found.counters.attributes;
    }),
    { numRuns: 40 },
  );
  t.true(events > 20 && attributes > 10, `${events} ${attributes}`);
});

test('whole jobs read mappings with forms alike, with several threads, stops in between and little memory', (t) =>
  fc.assert(
    fc.asyncProperty(
      formedLogArbitrary(),
      fc.integer({ min: 1, max: 3 }),
      fc.option(fc.integer({ min: 1, max: 5 })),
      ({ map, log }, workers, stop) =>
        withFolder(async (folder) => {
          await writeFile(`${folder}/log`, log);
          const options = {
            ...{ source: `${folder}/log`, output: `${folder}/summary`, rejects: `${folder}/rejects`, map },
            ...{ maxLine: '4KiB', memory: '24MiB', grain: 200, checkpointEvery: 500, allowEmpty: true },
          };
          const done = stop === null ? false : await summarizeStopped({ ...options, workers: 2 }, stop);
          if (!done) await summarize({ ...options, workers });
          const expected = await summarizeInMemory(log, { map, maxLine: '4KiB' });
          t.is(await readFile(options.output, 'utf8'), Buffer.concat([...expected.output]).toString());
          const rejects = (await readFile(options.rejects, 'utf8')).split('\n').filter((line) => line !== '');
          t.is(rejects.length, expected.rejects.length);
        }),
    ),
    { numRuns: 15 },
  ));

test('a list whose elements all have the attributes of their line fits into little memory', (t) =>
  withFolder(async (folder) => {
    const attributes = Array.from({ length: 400 }, (_, index) => `"a${1000 + index}":"${'x'.repeat(50)}"`);
    const elements = Array.from({ length: 400 }, (_, index) => `{"i":${index}}`);
    const line = (user: number) =>
      `{"u":${user},"n":"e","d":{${attributes.join(',')}},"list":[${elements.join(',')}]}\n`;
    const users = [1, 2, 3, 4];
    await writeFile(`${folder}/log`, users.map(line).join(''));
    const map: Mapping = {
      ...{ user_id: '^.u', otherwise: 'both', records: 'list', id: 'i', name: '^.n', data: '^.d' },
    };
    const stats = await summarize({
      ...{ source: `${folder}/log`, output: `${folder}/summary`, map },
      ...{ memory: '8MiB', workers: 1 },
    });
    t.like(stats, { users: 4, events: 1600, attributes: 1600 });
    const values = attributes.map((each) => each.replaceAll('"', '').replace(':', '='));
    const expected = users.map((user) => `${user},${values.join(',')},e=400\n`);
    t.true((await readFile(`${folder}/summary`, 'utf8')) === expected.join(''));
  }));

const JSON_TEXT: Mapping = {
  user_id: 'u',
  otherwise: 'both',
  id: 'p.i',
  name: 'p.n',
  data: 'p.d',
  json: ['p', 'p.d'],
};

test('JSON text in JSON text is read, with escapes of its own', async (t) => {
  const inner = JSON.stringify({ 'a"\\': 'x\n"y"', é: '\u{1f600}', z: [1, { b: '"' }] });
  const line = JSON.stringify({ u: 'v', p: JSON.stringify({ i: 1, n: 'e\t"', d: inner }) });
  const spelled = line.replaceAll('e\\\\t', '\\u0065\\\\t');
  for (const text of [line, spelled, line.replaceAll(':{', ': {'), line.replaceAll(',', ',\\n')]) {
    const log = Buffer.from(`${text}\n`);
    t.deepEqual(
      read(log, JSON_TEXT, 'escape'),
      await readInMemory(log, { maxLine: MAX_LINE, delimiters: 'escape', map: JSON_TEXT }),
    );
  }
  const [event, attributes] = read(Buffer.from(`${line}\n`), JSON_TEXT, 'escape').activities;
  t.like(event, { type: 'event', id: '1', name: 'e\t"' });
  t.like(attributes, {
    type: 'attributes',
    data: { 'a"\\': 'x\n"y"', é: '\u{1f600}', z: '[1,{"b":"\\""}]' },
  });
});

test('text that is no JSON, or nested too deeply, stays a string, and what it seemed to hold is forgotten', async (t) => {
  const record = '{"i":1,"n":"e","d":{"a":1}';
  const deep = (levels: number) => `{"i":1,"n":"e","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  for (const [text, isRead] of [
    [`${record}}`, true],
    [`\n ${record}}\r\n`, true],
    [record, false],
    [`${record}} x`, false],
    [`${record},"s":"a\nb"}`, false],
    [`${record},"s":"\\x"}`, false],
    [`\ufeff${record}}`, false],
    [deep(512), true],
    [deep(513), false],
  ] as const) {
    const log = Buffer.from(`${JSON.stringify({ u: 'v', p: text })}\n`);
    const found = read(log, JSON_TEXT);
    t.deepEqual(found, await readInMemory(log, { maxLine: MAX_LINE, delimiters: 'reject', map: JSON_TEXT }));
    t.deepEqual(
      found.rejects.map(({ code }) => code),
      isRead ? [] : ['bad-id'],
      text.slice(0, 60),
    );
  }
});
