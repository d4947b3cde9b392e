import test from 'ava';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { type ParquetOptions, parquetFormatter } from '../../lib/format/parquet.js';
import { readColumns } from '../../lib/format/summary-column.js';
import type { Summary } from '../../lib/records/summary.js';
import { readParquet } from '../support/read-parquet.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

async function format(summaries: readonly Summary[], rowsPerBatch: number, options: ParquetOptions = {}) {
  const formatter = await parquetFormatter(options);
  const chunks = summaryBatchesOf(summaries, rowsPerBatch).map((batch) => formatter.format(batch).slice());
  return Buffer.concat([...chunks, formatter.end()]);
}

const isNumber = (text: string) => {
  try {
    return typeof JSON.parse(text) === 'number' && Number.isFinite(JSON.parse(text)) && text.trim() === text;
  } catch {
    return false;
  }
};

function rowsOf({ user_id, attributes, events }: Summary): object[] {
  const rows = [
    ...[...attributes].map(([name, value]) => ({ user_id, kind: 'attribute', name, value })),
    ...[...events].map(([name, count]) => ({ user_id, kind: 'event', name, value: String(count) })),
  ].map((row) => ({ ...row, number: isNumber(row.value) ? Number(row.value) : null }));
  return rows.length > 0 ? rows : [{ user_id, kind: null, name: null, value: null, number: null }];
}

test('another library reads the long form back, however the rows are spread over batches and row groups', (t) =>
  fc.assert(
    fc.asyncProperty(
      summariesArbitrary(),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 100, 2 ** 20),
      async (summaries, rowsPerBatch, groupCharacters) => {
        const bytes = await format(summaries, rowsPerBatch, { groupCharacters });
        t.deepEqual(await readParquet(bytes), summaries.flatMap(rowsOf));
      },
    ),
    { numRuns: 100 },
  ));

test('another library reads the wide form back', (t) =>
  fc.assert(
    fc.asyncProperty(
      summariesArbitrary(),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 2 ** 20),
      async (summaries, rowsPerBatch, groupCharacters) => {
        const attribute = [...(summaries[0]?.attributes.keys() ?? ['a'])][0] ?? 'a';
        const event = [...(summaries.at(-1)?.events.keys() ?? ['e'])][0] ?? 'e';
        const columns = readColumns([`attribute:${attribute}`, `event:${event}`]);
        const bytes = await format(summaries, rowsPerBatch, { columns, groupCharacters });
        const expected = summaries.map(({ user_id, attributes, events }) => {
          const count = events.get(event);
          return {
            user_id,
            [columns[0]!.label]: attributes.get(attribute) ?? null,
            [columns[1]!.label]: count === undefined ? null : BigInt(count),
          };
        });
        t.deepEqual(await readParquet(bytes), expected);
      },
    ),
    { numRuns: 100 },
  ));

test('a column may have any name, also one that objects give a meaning', async (t) => {
  const columns = readColumns(['attribute:__proto__', 'event:constructor']);
  const summary = {
    user_id: '7',
    attributes: new Map([['__proto__', 'Oslo']]),
    events: new Map([['constructor', 2]]),
  };
  const [row] = await readParquet(await format([summary], 1, { columns }));
  t.deepEqual(Object.entries(row!), [
    ['user_id', '7'],
    [columns[0]!.label, 'Oslo'],
    [columns[1]!.label, 2n],
  ]);
});

test('numbers stand beside the texts that are some', async (t) => {
  const attributes = new Map(
    ['19.90', '-0', '1e3', '01', '1e999', ' 1', '0x1', ''].map((text, index) => [`${index}`, text]),
  );
  const rows = await readParquet(await format([{ user_id: 'u', attributes, events: new Map() }], 3));
  t.deepEqual(
    rows.map(({ number }) => number),
    [19.9, -0, 1000, null, null, null, null, null],
  );
});

test('row groups are bounded by the characters in them', async (t) => {
  const users = Array.from({ length: 1000 }, (_, index) => ({
    user_id: `u${index}`,
    attributes: new Map([['text', 'x'.repeat(100)]]),
    events: new Map<string, number>(),
  }));
  const bytes = await format(users, 10, { groupCharacters: 10_000 });
  const { row_groups: groups, created_by: by } = parquetMetadata(Uint8Array.from(bytes).buffer);
  t.true(groups.length >= 10 && groups.length <= 20, String(groups.length));
  t.is(by, 'spillway');
});
