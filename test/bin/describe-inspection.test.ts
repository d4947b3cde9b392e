import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { describeInspection, written } from '../../bin/describe-inspection.js';
import { inspect } from '../../lib/inspect/inspect.js';
import { withFolder } from '../support/folder.js';
import { sourceFixture } from '../support/source-fixtures.js';

const CALL = { sources: ['log'], mapFile: undefined };

async function described(
  lines: readonly string[],
  call: Parameters<typeof describeInspection>[1] = CALL,
): Promise<string> {
  let text = '';
  await withFolder(async (folder) => {
    await writeFile(`${folder}/log`, lines.map((line) => `${line}\n`).join(''));
    text = describeInspection(await inspect({ source: `${folder}/log` }), call);
  });
  return text;
}

test('the plain input is described with its types, fields and times, and a command without a mapping', async (t) => {
  const text = describeInspection(await inspect({ source: sourceFixture('log.ndjson') }), CALL);
  t.regex(text, /\nrecords by type\n {2}(event|attributes) +\d/);
  t.regex(text, /\nfields\n/);
  t.regex(
    text,
    /\nfields that count: user user_id, type type, id id, name name, time timestamp, attributes data\n/,
  );
  t.regex(text, /to summarise it:\n {2}spillway summarize log -o summary.csv$/);
});

test('rejects are told by code, with place, reason and an excerpt that cannot change the terminal', async (t) => {
  const event = '{"user_id":"1","type":"event","id":"1","name":"a"}';
  const text = await described([event, '\u001b[31mred']);
  t.regex(text, /\n {2}1 malformed-json \(50%\); the first at byte 51 of \S+log: a line must be JSON/);
  t.regex(text, /\n {4}\\u001b\[31mred\n/);
});

test('a guessed mapping is shown, and the file that holds it is named', async (t) => {
  const lines = Array.from({ length: 20 }, (_, id) => JSON.stringify({ uid: 'u', id, action: 'a' }));
  t.regex(
    await described(lines),
    /--write-map map.json writes:\n\{\n {2}"user_id": "uid",[\s\S]*--map map.json$/,
  );
  const named = await described(lines, { ...CALL, mapFile: 'my map' });
  t.regex(named, /\n\nto summarise it:\n.*--map 'my map'$/);
  t.false(named.includes('"user_id"'));
});

test('values, and what nothing fits, are called so', async (t) => {
  const array = describeInspection(await inspect({ source: sourceFixture('array.json') }), CALL);
  t.regex(array, /a JSON array; looked at all \d+ values/);
  t.regex(array, /spillway summarize log -o summary.csv$/);
  t.regex(await described(['{"a":1}']), /neither the plain input nor a preset fits/);
});

test('a mapping is written one field a line', (t) => {
  t.deepEqual(written({ user_id: 'u', otherwise: 'event' }), [
    '{',
    '  "user_id": "u",',
    '  "otherwise": "event"',
    '}',
  ]);
});
