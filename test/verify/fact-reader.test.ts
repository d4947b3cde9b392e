import test from 'ava';
import { type Fact, UnreadableRecord } from '../../lib/verify/fact.js';
import { type FactFormat, FactReader, findFact, rowBefore } from '../../lib/verify/fact-reader.js';
import { readerOf } from '../support/summary-reader.js';

const CSV = 'user_id,kind,name,value\n7,attribute,"a\nb",x\n7,event,page,2\n"8",,,\n7,event,view,1\n';
const NDJSON = '{"user_id":"7","attributes":{"a":"x"},"events":{"page":2}}\n\n{"user_id":"8"}\n';

async function read(text: string, format: FactFormat, from = { start: 0, line: 1 }) {
  const reader = new FactReader(readerOf(text), format, from);
  const facts: unknown[] = [];
  for (let fact = await reader.next(); fact !== undefined; fact = await reader.next()) {
    const { line } = fact.record;
    const said = (it: Fact) => [it.user, it.kind, it.name, it.value];
    facts.push([line, ...(fact instanceof UnreadableRecord ? [fact.reason] : said(fact))]);
  }
  return { facts, end: reader.end };
}

test('the facts of both formats are read with their lines', async (t) => {
  const rows = [
    [2, '7', 'attribute', 'a\nb', 'x'],
    [4, '7', 'event', 'page', '2'],
    [5, '8', '', '', ''],
    [6, '7', 'event', 'view', '1'],
  ];
  t.deepEqual(await read(CSV, 'csv'), { facts: rows, end: { start: CSV.length, line: 7 } });
  t.deepEqual((await read(`\xef\xbb\xbf${CSV}`, 'csv')).facts, rows);
  t.deepEqual(await read(NDJSON, 'ndjson'), {
    facts: [
      [1, '7', 'attribute', 'a', 'x'],
      [1, '7', 'event', 'page', '2'],
      [2, 'it is not a JSON object on one line, in UTF-8'],
      [3, '8', '', '', ''],
    ],
    end: { start: NDJSON.length, line: 4 },
  });
  const from = { start: CSV.indexOf('"8"'), line: 5 };
  t.deepEqual((await read(CSV, 'csv', from)).facts, rows.slice(2));
});

test('a row that is too long is reported after the rows before it', async (t) => {
  const { facts } = await read(`7,event,a,1\n7,event,${'x'.repeat(2 ** 21)},1\n`, 'csv');
  t.deepEqual(facts, [
    [1, '7', 'event', 'a', '1'],
    [2, 'it is longer than 1 MiB, the longest that is compared'],
  ]);
});

test('a user, or one fact about a user, is found anywhere in the file', async (t) => {
  const find = (text: string, format: FactFormat, ...[user, kind, name]: string[]) =>
    findFact(
      readerOf(text),
      format,
      kind === undefined ? { user: user! } : { user: user!, kind: kind as Fact['kind'], name: name! },
    );
  t.is((await find(CSV, 'csv', '8'))?.start, CSV.indexOf('"8"'));
  t.is((await find(CSV, 'csv', '7', 'event', 'view'))?.line, 6);
  t.is(await find(CSV, 'csv', '7', 'event', 'a\nb'), undefined);
  t.is(await find(CSV, 'csv', 'user_id'), undefined, 'the header is not a user');
  t.is((await find(NDJSON, 'ndjson', '8'))?.line, 3);
  t.is((await find(NDJSON, 'ndjson', '7', 'event', 'page'))?.start, 0);
  t.is(await find(NDJSON, 'ndjson', '9'), undefined);
});

test('the row before a byte is found even after line feeds in quotes', async (t) => {
  const before = async (offset: number) => (await rowBefore(readerOf(CSV), offset)).start;
  const starts = [
    0,
    CSV.indexOf('7,attribute'),
    CSV.indexOf('7,event,page'),
    CSV.indexOf('"8"'),
    CSV.indexOf('7,event,view'),
  ];
  t.is(await before(0), 0);
  t.is(await before(starts[1]!), 0);
  t.is(await before(CSV.indexOf('b"')), 0);
  t.is(await before(starts[2]!), starts[1]!);
  t.is(await before(starts[3]! + 3), starts[2]!);
  t.is(await before(CSV.length), starts[3]!);
});
