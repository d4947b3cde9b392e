import test from 'ava';
import { compareFacts } from '../../lib/verify/compare-facts.js';
import type { FactFormat } from '../../lib/verify/fact-reader.js';
import { firstDivergence } from '../../lib/verify/first-divergence.js';
import { readerOf } from '../support/summary-reader.js';

async function compare(format: FactFormat, ours: string, theirs: string) {
  const [output, reference] = [readerOf(ours), readerOf(theirs)];
  const divergence = await firstDivergence(output, reference);
  if ('bytes' in divergence) throw new Error('the same bytes');
  const result = await compareFacts(output, reference, format, divergence);
  return 'bytes' in result ? result : [result.place.line, result.message];
}

const HEAD = 'user_id,kind,name,value\n';
const CSV = `${HEAD}1,attribute,city,Oslo\n1,event,page,3\n10,,,\n17,attribute,"a\nb",x\n17,event,view,1\n2,event,page,1\n`;

test('CSV that says the same is equal, whichever program wrote it', async (t) => {
  const equal = { bytes: CSV.length, lines: 8 };
  t.deepEqual(await compare('csv', CSV, CSV.slice(HEAD.length)), equal);
  t.deepEqual(await compare('csv', CSV, CSV.slice(0, -1)), equal);
  t.deepEqual(await compare('csv', CSV, CSV.replaceAll(/\n(?!b)/g, '\r\n')), equal);
  t.deepEqual(await compare('csv', CSV, CSV.replace('17,event', '"17","event"')), equal);
  t.deepEqual(await compare('csv', CSV, `\xef\xbb\xbf${CSV}`), equal);
});

const changes: readonly (readonly [from: string, to: string, line: number, message: string])[] = [
  ['Oslo', 'Bergen', 2, "user 1: attribute city is 'Bergen', expected 'Oslo'"],
  ['view,1', 'view,2', 7, 'user 17: event view has count 2, expected 1'],
  ['1,event,page,3\n', '', 3, 'user 1: event page is missing'],
  ['1,attribute,city,Oslo\n', '', 2, 'user 1: attribute city is missing'],
  ['1,event,page', '1,attribute,zip,7\n1,event,page', 3, 'user 1: attribute zip is not in the reference'],
  ['view,1\n', 'view,1\n17,event,when,4\n', 8, 'user 17: event when is not in the reference'],
  ['10,,,\n', '10,event,a,1\n', 4, 'user 10: event a is not in the reference'],
  ['2,event,page,1\n', '2,,,\n', 8, 'user 2: event page is missing'],
  ['10,,,\n', '', 4, 'user 10 is missing: found user 17 instead'],
  ['2,event,page,1\n', '', 8, 'user 2 is missing: the output ends here'],
  ['2,event', '14,,,\n2,event', 8, 'user 14 is not in the reference'],
  ['2,event', '10,,,\n2,event', 8, 'user 10 appears a second time'],
  ['2,event', '17,event,view,1\n2,event', 8, 'user 17: event view appears a second time'],
  [
    '17,attribute,"a\nb",x\n17,event,view,1\n',
    '17,event,view,1\n17,attribute,"a\nb",x\n',
    5,
    "user 17: the names are in a different order: found event view where attribute 'a\\u{a}b' is expected",
  ],
  [
    '1,attribute,city,Oslo\n1,event,page,3\n10,,,\n',
    '1,attribute,city,Oslo\n10,,,\n1,event,page,3\n',
    3,
    'user 1: the entries of the user are not all together in the output',
  ],
  [
    '10,,,\n17,attribute,"a\nb",x\n17,event,view,1\n2,event,page,1\n',
    '2,event,page,1\n10,,,\n17,attribute,"a\nb",x\n17,event,view,1\n',
    4,
    'the users are in a different order: found user 2, expected user 10, who comes later\n(a summary can be in byte order or in numeric order)',
  ],
  [
    '17,event,view,1',
    '17,event',
    7,
    'line 7 of the output is not a row of a CSV summary: it has 2 fields, not 4',
  ],
  ['view,1\n', 'view,1\n\n', 8, 'line 8 of the output is not a row of a CSV summary: it is empty'],
];

for (const [from, to, line, message] of changes) {
  test(`${JSON.stringify(to)} in place of ${JSON.stringify(from)} is explained as: ${message.split('\n')[0]}`, async (t) => {
    const changed = CSV.replace(from, to);
    t.not(changed, CSV);
    const expected = [line, message];
    t.deepEqual(await compare('csv', changed, CSV), expected);
    // The same if the bytes differ from the start.
    const quoted = CSV.replace('user_id,kind,name,value', '"user_id","kind","name","value"');
    t.deepEqual(await compare('csv', changed, quoted), expected);
  });
}

test('a fault in the reference is explained as one', async (t) => {
  const reference = (from: string, to: string) => compare('csv', CSV, CSV.replace(from, to));
  t.deepEqual(await reference('2,event', '10,,,\n2,event'), [
    8,
    'user 10 appears a second time in the reference',
  ]);
  t.deepEqual(await reference('"a\nb",x', '"a\nb"x'), [
    5,
    'line 5 of the reference is not a row of a CSV summary: its quotes do not follow RFC 4180',
  ]);
});

test('NDJSON is compared by what it says', async (t) => {
  const line = '{"user_id":"7","attributes":{"a":"x"},"events":{"page":2}}\n';
  const other = '{ "events": {"page": 2}, "user_id": "7", "attributes": {"a": "\\u0078"} }\n';
  const next = '{"user_id":"8","attributes":{},"events":{}}\n';
  t.deepEqual(await compare('ndjson', line + next, other + next), { bytes: (line + next).length, lines: 2 });
  t.deepEqual(await compare('ndjson', line + next, `${other}{"user_id":"8","events":{"b":1}}\n`), [
    2,
    'user 8: event b is missing',
  ]);
  t.deepEqual(await compare('ndjson', line + line + next, line + next), [2, 'user 7 appears a second time']);
  t.deepEqual(await compare('ndjson', line.replace('}}', ',"b":1}}') + next, other + next), [
    1,
    'user 7: event b is not in the reference',
  ]);
  t.deepEqual(await compare('ndjson', line + next, other), [2, 'user 8 is not in the reference']);
  t.deepEqual(await compare('ndjson', next, '{"user_id":8}\n'), [
    1,
    'line 1 of the reference is not a line of an NDJSON summary: its user_id is not a string',
  ]);
});
