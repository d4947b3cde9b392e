import test from 'ava';
import { SpillwayError } from '../../lib/errors.js';
import { type SummarizeInMemoryOptions, summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';

async function summarize(lines: readonly (string | object)[], options?: SummarizeInMemoryOptions) {
  const source = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const summary = await summarizeInMemory(Buffer.from(source), options);
  return { ...summary, text: Buffer.concat([...summary.output]).toString() };
}

const event = (user_id: string | number, name: string, id: string | number) => ({
  user_id,
  type: 'event',
  name,
  id,
});
const attributes = (user_id: string | number, timestamp: number, data: object) => ({
  user_id,
  type: 'attributes',
  timestamp,
  data,
});

test('a summary has the latest attributes and counts of distinct events, names ascending', async (t) => {
  const { text, users } = await summarize([
    attributes(7, 20, { city: 'Oslo', age: 30 }),
    event('7', 'view', 'a'),
    attributes('7', 10, { city: 'Rome', zip: '00100' }),
    event('7', 'buy', 'a'),
    event('7', 'view', 'b'),
    event(7, 'view', 'a'),
  ]);
  t.is(text, '7,age=30,city=Oslo,zip=00100,buy=1,view=2\n');
  t.is(users, 1);
});

test('of equal timestamps the later value counts, even if it clears', async (t) => {
  const lines = [attributes(1, 5, { a: 'x', b: 'x', c: 'x' }), attributes(1, 5, { a: 'y', b: null })];
  t.is((await summarize([...lines, attributes(1, 4, { b: 'z', c: null })])).text, '1,a=y,c=x,\n');
});

test('an empty section keeps or loses its comma', async (t) => {
  const lines = [
    attributes(1, 1, { a: 'x' }),
    event(2, 'n', 1),
    attributes(3, 1, {}),
    attributes(4, 1, { a: null }),
  ];
  t.is((await summarize(lines)).text, '1,a=x,\n2,,n=1\n3,,\n4,,\n');
  t.is((await summarize(lines, { emptySections: 'omit' })).text, '1,a=x\n2,n=1\n3\n4\n');
});

test('users and names ascend by UTF-8 bytes', async (t) => {
  const users = ['2', '10', '1', 'a', 'Z', '\uffff', '\u{1f600}', '-1'];
  const { text } = await summarize(users.map((user) => attributes(user, 1, { [user]: 1, b: 2 })));
  t.deepEqual(
    text.split('\n').map((line) => line.slice(0, line.indexOf(','))),
    ['-1', '1', '10', '2', 'Z', 'a', '\uffff', '\u{1f600}', ''],
  );
  t.true(text.includes('\u{1f600},b=2,\u{1f600}=1,'));
});

test('numeric order puts integers first, by value, then by bytes', async (t) => {
  const users = [
    'x',
    '10',
    '9',
    '09',
    '-0',
    '0',
    '-2',
    '99999999999999999999',
    '1.5',
    '99999999999999999998',
    '+1',
  ];
  const { text } = await summarize(
    users.map((user) => event(user, 'n', 1)),
    { order: 'numeric' },
  );
  t.is(
    text.replaceAll(',,n=1\n', ' '),
    '-2 -0 0 09 9 10 99999999999999999998 99999999999999999999 +1 1.5 x ',
  );
});

test('delimiters are escaped, and names are ordered unescaped', async (t) => {
  const { text, rejects } = await summarize([attributes('a,b', 1, { 'k=': '\\\r\n', 'k<': [1, 2] })], {
    delimiters: 'escape',
  });
  t.is(text, 'a\\,b,k<=[1\\,2],k\\==\\\\\\r\\n,\n');
  t.deepEqual(rejects, []);
});

test('rejects and counters cover every kind of line', async (t) => {
  const { text, rejects, counters } = await summarize(
    [
      event(1, 'n', 1),
      ' \t\r',
      '{"é',
      { type: 'event' },
      attributes(1, 1, { a: ',' }),
      '[]',
      attributes(1, 1, {}),
      '',
      '7',
    ],
    { delimiters: 'reject' },
  );
  t.is(text, '1,,n=1\n');
  t.deepEqual(counters, {
    lines: 7,
    events: 1,
    attributes: 1,
    anonymous: 1,
    ignored: 0,
    rejects: { 'malformed-json': 1, delimiter: 1, 'not-an-object': 2 },
    firstReject: { offset: 51, code: 'malformed-json' },
  });
  t.deepEqual(
    rejects.map(({ offset, length, code, text }) => [offset, length, code, text]),
    [
      [51, 4, 'malformed-json', '{"é'],
      [73, 64, 'delimiter', '{"user_id":1,"type":"attributes","timestamp":1,"data":{"a":","}}'],
      [138, 2, 'not-an-object', '[]'],
      [200, 1, 'not-an-object', '7'],
    ],
  );
});

test("a reject's text is the line's first KiB, broken sequences as U+FFFD", async (t) => {
  const { rejects } = await summarizeInMemory(Buffer.from(`${'x'.repeat(1023)}é${'x'.repeat(2000)}`));
  t.is(rejects[0]?.text, `${'x'.repeat(1023)}\ufffd`);
  t.is(rejects[0]?.length, 3025);
});

test('a line that is too long is rejected, a blank one never', async (t) => {
  const { rejects, counters } = await summarize([' '.repeat(1025), `${' '.repeat(1025)}7`], {
    maxLine: '1KiB',
  });
  t.deepEqual(
    rejects.map(({ offset, length, code }) => ({ offset, length, code })),
    [{ offset: 1026, length: 1026, code: 'line-too-long' }],
  );
  t.is(counters.lines, 1);
});

test('a source may come in chunks, cut anywhere', async (t) => {
  const source = Buffer.from('\ufeff{"user_id":"é","type":"event","id":1,"name":"n"}\r\n');
  const chunks = Array.from(source, (byte) => Uint8Array.of(byte));
  async function* slowly() {
    yield* chunks;
  }
  t.is(Buffer.concat([...(await summarizeInMemory(chunks)).output]).toString(), 'é,,n=1\n');
  t.is(Buffer.concat([...(await summarizeInMemory(slowly())).output]).toString(), 'é,,n=1\n');
});

test('an empty source gives an empty summary', async (t) => {
  const summary = await summarizeInMemory(new Uint8Array(0));
  t.deepEqual([...summary.output], []);
  t.is(summary.users, 0);
  t.deepEqual(summary.counters, {
    lines: 0,
    events: 0,
    attributes: 0,
    anonymous: 0,
    ignored: 0,
    rejects: {},
    firstReject: null,
  });
});

test('wrong options are refused', async (t) => {
  for (const options of [
    { maxLine: 1023 },
    { maxLine: '257MiB' },
    { order: 'up' },
    { delimiter: 'escape' },
  ]) {
    const error = await t.throwsAsync(
      summarizeInMemory(Buffer.from(''), options as SummarizeInMemoryOptions),
      {
        instanceOf: SpillwayError,
      },
    );
    t.is(error.code, 'bad-option');
  }
});
