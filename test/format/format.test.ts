import { Readable } from 'node:stream';
import test from 'ava';
import {
  type Activity,
  aggregate,
  type FormatOptions,
  format,
  type SummaryBatch,
  sortMerge,
} from '../../lib/index.js';
import { batchOf } from '../support/batch-of.js';
import { foldActivities } from '../support/fold-activities.js';
import { inputsTaken, through } from '../support/through.js';

const memory = '1MiB';

async function batchesOf(activities: readonly Activity[]): Promise<SummaryBatch[]> {
  return through<SummaryBatch>([batchOf(activities)], aggregate({ memory }), sortMerge({ memory }));
}

async function linesOf(activities: readonly Activity[], options?: FormatOptions): Promise<string> {
  return Buffer.concat(await through<Buffer>(await batchesOf(activities), format(options))).toString();
}

const attributes = (user_id: string, data: Record<string, string | null>): Activity => ({
  type: 'attributes',
  user_id,
  timestamp: 1,
  data,
});
const view = (user_id: string, id: string): Activity => ({ type: 'event', user_id, id, name: 'view' });

const SOME = [
  attributes('1', { b: 'x', a: '' }),
  view('1', '1'),
  view('2', '1'),
  view('2', '2'),
  attributes('3', { a: null }),
  attributes('4', { a: 'y' }),
];

test('each user has one line, with empty sections kept or omitted', async (t) => {
  t.is(await linesOf(SOME), '1,a=,b=x,view=1\n2,,view=2\n3,,\n4,a=y,\n');
  t.is(await linesOf(SOME, { emptySections: 'omit' }), '1,a=,b=x,view=1\n2,view=2\n3\n4,a=y\n');
});

test('NDJSON and CSV hold the same facts, with any delimiters', async (t) => {
  const some = [attributes('a,b', { 'k=': '\n' }), view('a,b', '1')];
  t.is(
    await linesOf(some, { format: 'ndjson' }),
    '{"user_id":"a,b","attributes":{"k=":"\\n"},"events":{"view":1}}\n',
  );
  const rows = '"a,b",attribute,k=,"\n"\n"a,b",event,view,1\n';
  t.is(await linesOf(some, { format: 'csv' }), `user_id,kind,name,value\n${rows}`);
  t.is(await linesOf(some, { format: 'csv', header: false }), rows);
});

test('no summaries give no bytes', async (t) => {
  t.deepEqual(await through([], format()), []);
});

test('only delimiters are escaped', async (t) => {
  const activities = [
    attributes('a,b', { 'k=': '\\\r\n', tab: '\t\0"\u2028' }),
    { ...view('c', '1'), name: 'x\ny' },
  ];
  const expected = 'a\\,b,k\\==\\\\\\r\\n,tab=\t\0"\u2028,\nc,,x\\ny=1\n';
  t.is(await linesOf(activities, { delimiters: 'escape' }), expected);
  t.is(await linesOf(activities), expected);
});

test('a delimiter that validate should have rejected fails the pipeline', async (t) => {
  for (const [activity, found] of [
    [view('a,b', '1'), '"a,b"'],
    [attributes('1', { 'k=': 'v' }), '"k="'],
    [attributes('1', { k: 'v\n' }), '"v\\n"'],
    [{ ...view('1', '1'), name: '\r' }, '"\\r"'],
    [attributes('1', { k: `${'v'.repeat(100)},` }), `"${'v'.repeat(80)}…"`],
  ] as [Activity, string][]) {
    await t.throwsAsync(linesOf([activity], { delimiters: 'reject' }), {
      code: 'delimiter-in-output',
      message:
        `format: the text ${found} holds a delimiter of the line format; reject such lines with ` +
        "validate({ delimiters: 'reject' }), or escape them with format({ delimiters: 'escape' })",
    });
  }
  t.is(
    await linesOf([attributes('1', { k: 'back\\slash' })], { delimiters: 'reject' }),
    '1,k=back\\slash,\n',
  );
});

test('a user who is spread over several batches has one line', async (t) => {
  const data = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`name ${index}`, `${index}`]),
  );
  const activities = [view('a', '1'), attributes('b', data), view('b', '1'), view('c', '1')];
  t.true((await batchesOf(activities)).length > 3);
  t.is(await linesOf(activities), foldActivities(activities, 'bytes'));
});

test('anything but a batch of summaries is refused', async (t) => {
  for (const input of [7, 'text', {}, batchOf([]), Buffer.from('1,,\n')]) {
    await t.throwsAsync(through([input], format()), {
      code: 'bad-pipeline',
      message: 'format: what comes must be batches of sortMerge() or SummaryBatch.from()',
    });
  }
});

test('format waits for its reader', async (t) => {
  const [batch] = await batchesOf(SOME);
  const taken = await inputsTaken(format(), () => batch, 1000);
  t.true(taken > 0 && taken < 12, `${taken} were read ahead`);
});

test('the output can be piped into any stream of bytes', async (t) => {
  const batches = await batchesOf(SOME);
  const text = await Readable.from(batches).pipe(format()).setEncoding('utf8').toArray();
  t.is(text.join(''), await linesOf(SOME));
});

test('format refuses options that cannot work', (t) => {
  for (const [options, message] of [
    [{ delimiters: true }, "format: delimiters must be one of 'reject', 'escape', not true"],
    [{ emptySections: 'drop' }, "format: emptySections must be one of 'keep', 'omit', not 'drop'"],
    [{ format: 'xml' }, "format: format must be one of 'line', 'ndjson', 'csv', 'parquet', not 'xml'"],
    [{ header: 1 }, 'format: header must be true or false, not 1'],
    [
      { kind: true },
      "format: unknown option 'kind' (known: format, header, delimiters, emptySections, columns)",
    ],
    [[], 'format: options must be an object, not an array'],
  ] as const) {
    t.throws(() => format(options as FormatOptions), { code: 'bad-option', message });
  }
  t.notThrows(() => format(Object.freeze({ delimiters: 'escape', emptySections: 'omit' } as const)));
});
