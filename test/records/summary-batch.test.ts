import test from 'ava';
import { type Summary, SummaryBatch, summaries } from '../../lib/index.js';

/** The rows of kernel/layout/summary.ts; texts shorter than 128 bytes. */
const text = (value: string) => Buffer.concat([Buffer.of(Buffer.byteLength(value)), Buffer.from(value)]);
const user = (id: string) => Buffer.concat([Buffer.of(0), text(id)]);
const continued = (id: string) => Buffer.concat([Buffer.of(1), text(id)]);
const attribute = (name: string, value: string) => Buffer.concat([Buffer.of(2), text(name), text(value)]);
function event(name: string, count: number): Buffer {
  const row = Buffer.alloc(9, 3);
  row.writeBigUInt64LE(BigInt(count), 1);
  return Buffer.concat([row, text(name)]);
}
const batch = (...rows: Buffer[]) =>
  new SummaryBatch(Buffer.concat(rows), rows.filter((row) => row[0] === 0).length);

async function whole(...batches: SummaryBatch[]): Promise<Summary[]> {
  const found: Summary[] = [];
  async function* source() {
    yield* batches;
  }
  for await (const summary of summaries(source())) found.push(summary);
  return found;
}

test('a batch yields its users, with names in order', (t) => {
  const parts = [
    ...batch(user('1'), attribute('a', 'x'), attribute('__proto__', ''), event('view', 2 ** 40), user('\0é')),
  ];
  t.deepEqual(parts, [
    {
      user_id: '1',
      attributes: new Map([
        ['a', 'x'],
        ['__proto__', ''],
      ]),
      events: new Map([['view', 2 ** 40]]),
      continued: false,
    },
    { user_id: '\0é', attributes: new Map(), events: new Map(), continued: false },
  ]);
  t.deepEqual([...batch()], []);
});

test('a user who continues in later batches is one summary', async (t) => {
  const found = await whole(
    batch(user('1'), attribute('a', 'x'), user('2'), attribute('a', 'x')),
    batch(continued('2'), attribute('b', 'y')),
    batch(continued('2'), event('view', 1), user('3'), event('buy', 1)),
    batch(continued('3'), event('view', 2)),
  );
  t.deepEqual(
    found.map(({ user_id, attributes, events }) => [user_id, [...attributes.keys()], [...events.keys()]]),
    [
      ['1', ['a'], []],
      ['2', ['a', 'b'], ['view']],
      ['3', [], ['buy', 'view']],
    ],
  );
  t.deepEqual(await whole(), []);
});

test('a batch of summaries holds what they say, with names in order', (t) => {
  const long = 'x'.repeat(300);
  const all = [...batch(user('1'), attribute('a', 'x'), event('view', 2 ** 40), event('é', 1), user('2'))];
  const unordered = { ...all[0]!, events: new Map([...all[0]!.events].reverse()) };
  t.deepEqual([...SummaryBatch.from([unordered, all[1]!])], all);
  const [read] = SummaryBatch.from([
    { user_id: long, attributes: new Map([[long, long]]), events: new Map() },
  ]);
  t.is(read?.attributes.get(long), long);
  t.is(SummaryBatch.from(all).users, 2);
  t.is(SummaryBatch.from([]).bytes.length, 0);
});

test('what is no summary makes no batch', (t) => {
  for (const wrong of [7, { user_id: 'u' }, { user_id: 1, attributes: new Map(), events: new Map() }, null])
    t.throws(() => SummaryBatch.from([wrong as unknown as Summary]), { code: 'bad-pipeline' });
  const half = { user_id: 'u', attributes: new Map(), events: new Map([['a', 0.5]]) };
  t.throws(() => SummaryBatch.from([half]), { code: 'bad-pipeline' });
});

test('summaries can be written as JSON', async (t) => {
  const rows = [user('1'), attribute('__proto__', 'x'), attribute('a', 'y'), event('view', 2)];
  const text = '{"user_id":"1","attributes":{"__proto__":"x","a":"y"},"events":{"view":2}';
  t.is(JSON.stringify((await whole(batch(...rows)))[0]), `${text}}`);
  t.is(JSON.stringify([...batch(...rows)][0]), `${text},"continued":false}`);
});
