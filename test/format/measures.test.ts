// Measures in all formats, of jobs with several threads and little memory.
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { type Measures, summarize, verify } from '../../lib/index.js';
import { answerOptions, readSettings } from '../../lib/job/job-settings.js';
import { withFolder } from '../support/folder.js';
import { drawMeasuredLog } from '../support/measured-runs.js';
import { Random } from '../support/random.js';

const MEASURES = {
  biggest: { max: 'price' },
  last_plan: { latest: 'plan' },
  paths: { distinct: 'path' },
  revenue: { sum: 'price', events: ['order'] },
};

const LOG = [
  '{"user_id":"a","type":"event","id":1,"name":"order","timestamp":1,"price":"12345678901234567890.10","plan":"x\\"y"}',
  '{"user_id":"a","type":"event","id":2,"name":"order","timestamp":2,"price":0.05,"path":"/"}',
  '{"user_id":"b","type":"attributes","timestamp":2,"data":{"c":"d"}}',
].join('\n');

const EXPECTED = {
  line: 'a,,order=2,biggest=12345678901234567890.10,last_plan=x"y,paths=1,revenue=12345678901234567890.15\nb,c=d,,\n',
  ndjson:
    '{"user_id":"a","attributes":{},"events":{"order":2},"measures":{"biggest":"12345678901234567890.10","last_plan":"x\\"y","paths":1,"revenue":12345678901234567890.15}}\n' +
    '{"user_id":"b","attributes":{"c":"d"},"events":{},"measures":{}}\n',
  csv:
    'user_id,kind,name,value\na,event,order,2\na,measure,biggest,12345678901234567890.10\n' +
    'a,measure,last_plan,"x""y"\na,measure,paths,1\na,measure,revenue,12345678901234567890.15\nb,attribute,c,d\n',
} as const;

for (const [format, expected] of Object.entries(EXPECTED)) {
  test(`measures are written in the format ${format}`, (t) =>
    withFolder(async (folder) => {
      writeFileSync(`${folder}/log`, LOG);
      const output = `${folder}/summary`;
      await summarize({
        source: `${folder}/log`,
        output,
        measures: MEASURES,
        format: format as keyof typeof EXPECTED,
        delimiters: 'escape',
      });
      t.is(readFileSync(output, 'utf8'), expected);
      await t.notThrowsAsync(verify(output, output));
    }));
}

test('columns of the wide form are also those of measures', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const write = async (format: 'ndjson' | 'csv', columns: string[]) => {
      const output = `${folder}/${format}`;
      await summarize({ source: `${folder}/log`, output, measures: MEASURES, format, columns });
      return readFileSync(output, 'utf8');
    };
    t.is(
      await write('ndjson', ['revenue', 'measure:paths', 'last_plan']),
      '{"user_id":"a","revenue":12345678901234567890.15,"paths":1,"last_plan":"x\\"y"}\n' +
        '{"user_id":"b","revenue":null,"paths":null,"last_plan":null}\n',
    );
    t.is(await write('csv', ['revenue', 'c']), 'user_id,revenue,c\na,12345678901234567890.15,\nb,,d\n');
  }));

test('a name with a delimiter is refused for the line format, and for no other', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const job = {
      source: `${folder}/log`,
      output: `${folder}/summary`,
      measures: { 'a,b': { sum: 'price' } },
    };
    await t.throwsAsync(summarize(job), { code: 'bad-option', message: /must have another name/ });
    await summarize({ ...job, format: 'csv' });
    t.true(readFileSync(`${folder}/summary`, 'utf8').includes('a,measure,"a,b",'));
  }));

test('threads and memory do not alter measures', (t) =>
  withFolder(async (folder) => {
    const drawn = { lines: 20_000, users: 100, ids: 7000, times: 50, paths: 30_000 };
    const lines = drawMeasuredLog(new Random(7), drawn);
    writeFileSync(`${folder}/log`, lines.join(''));
    const { output } = await summarizeInMemory(Buffer.from(lines.join('')), { measures: MEASURES });
    const expected = Buffer.concat([...output]).toString();
    for (const workers of [1, 3]) {
      const job = { source: `${folder}/log`, output: `${folder}/summary`, measures: MEASURES, workers };
      await summarize({ ...job, memory: '1MiB', grain: '64KiB', checkpointEvery: '256KiB' });
      t.is(readFileSync(`${folder}/summary`, 'utf8'), expected, `${workers}`);
    }
  }));

test('saved work depends on measures', (t) => {
  const optionsOf = (measures: Measures) =>
    answerOptions(readSettings({ source: 'log', output: 'summary', measures }));
  t.deepEqual(optionsOf({ a: { sum: ['p'] } }), optionsOf({ a: { sum: 'p' } }));
  t.notDeepEqual(optionsOf({ a: { sum: 'p' } }), optionsOf({ a: { sum: 'q' } }));
  t.deepEqual(optionsOf({}), answerOptions(readSettings({ source: 'log', output: 'summary' })));
});
