import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { formOf } from '../../bin/output-form.js';
import { spillway } from '../support/command.js';
import { withFolder } from '../support/folder.js';
import { readParquet } from '../support/read-parquet.js';

const LOG = [
  '{"user_id":"7","type":"attributes","timestamp":1,"data":{"city":"Oslo"}}',
  '{"user_id":"7","type":"event","id":"1","name":"page"}',
  '{"user_id":"9","type":"event","id":"2","name":"page"}',
]
  .map((line) => `${line}\n`)
  .join('');

function inFolder(
  use: (run: (...args: string[]) => ReturnType<typeof spillway>, folder: string) => Promise<void>,
) {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    await use((...args) => spillway(folder, 'summarize', 'log', '--quiet', ...args), folder);
  });
}

test('the name of the output says how it is written', (t) =>
  inFolder(async (run, folder) => {
    t.is((await run('-o', 'out.jsonl')).code, 0);
    const [line] = readFileSync(`${folder}/out.jsonl`, 'utf8').split('\n');
    t.deepEqual(JSON.parse(line!), { user_id: '7', attributes: { city: 'Oslo' }, events: { page: 1 } });
    t.is((await run('-o', 'out.parquet')).code, 0);
    t.like(await readParquet(readFileSync(`${folder}/out.parquet`)), [
      { user_id: '7', kind: 'attribute', name: 'city', value: 'Oslo', number: null },
      { user_id: '7', kind: 'event', name: 'page', value: '1', number: 1 },
    ]);
    t.is((await run('-o', 'out.csv')).code, 0);
    t.is(readFileSync(`${folder}/out.csv`, 'utf8'), '7,city=Oslo,page=1\n9,,page=1\n');
  }));

test('columns make a row of each user, under names that say CSV, NDJSON or Parquet', (t) =>
  inFolder(async (run, folder) => {
    t.is((await run('-o', 'out.csv', '--columns', 'event:page,city')).code, 0);
    t.is(readFileSync(`${folder}/out.csv`, 'utf8'), 'user_id,page,city\n7,1,Oslo\n9,1,\n');
    t.is((await run('-o', 'out.ndjson', '--format', 'wide', '--top', '1')).code, 0);
    t.is(
      readFileSync(`${folder}/out.ndjson`, 'utf8'),
      '{"user_id":"7","page":1}\n{"user_id":"9","page":1}\n',
    );
    t.is((await run('-o', 'out.parquet', '--format', 'wide', '--columns', 'city,event:page')).code, 0);
    t.deepEqual(await readParquet(readFileSync(`${folder}/out.parquet`)), [
      { user_id: '7', city: 'Oslo', page: 1n },
      { user_id: '9', city: null, page: 1n },
    ]);
  }));

for (const [args, message] of [
  [['-o', 'out.csv', '--format', 'wide'], 'spillway: --format: wide needs --columns a,b,c or --top n\n'],
  [['-o', 'out', '--top', '3'], /^spillway: summarize: --top must be left out of the line format; .*\n$/],
  [['-o', 'out.csv', '--top', 'x'], /^spillway: summarize: --top must be a whole number .*, not 'x'\n$/],
  [['-o', 'out.csv', '--columns', ''], /^spillway: --columns must be names .*\n$/],
  [['-o', 'out.xlsx'], /^spillway: --output out.xlsx: .xlsx is not written; .*\n$/],
  [['-o', 'out.parquet', '--verify', 'log'], /^spillway: --verify cannot be compared with Parquet; .*\n$/],
  [['-o', 'out.ndjson', '--in-memory'], /^spillway: the in-memory engine writes the line format, .*\n$/],
] as const) {
  test(`a form that cannot be written is refused in a line: ${args.join(' ')}`, (t) =>
    inFolder(async (run, folder) => {
      const { code, stderr } = await run(...args);
      t.is(code, 2);
      if (typeof message === 'string') t.is(stderr, message);
      else t.regex(stderr, message);
      t.false(existsSync(`${folder}/${args[1]}`));
    }));
}

test('wide is no format of the library', (t) => {
  t.deepEqual(formOf({ output: 'a', format: 'wide', columns: 'a,b' }), {
    format: undefined,
    columns: ['a', 'b'],
    top: undefined,
  });
});
