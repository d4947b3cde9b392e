import test from 'ava';
import { type Place, recordsFrom, type SummaryRecord } from '../../lib/verify/records.js';
import { readerOf } from '../support/summary-reader.js';

async function read(text: string, quotes: boolean, from: Place = { start: 0, line: 1 }) {
  const all: SummaryRecord[] = [];
  let [end, tooLong]: [Place, SummaryRecord | undefined] = [from, undefined];
  for await (const batch of recordsFrom(readerOf(text), from, quotes)) {
    all.push(...batch.records);
    ({ end, tooLong } = batch);
  }
  return { all, end, tooLong };
}

test('lines, and rows that span lines, are read with their places', async (t) => {
  const text = 'a,"b\nc""\n",d\n\ne,f';
  t.deepEqual(await read(text, true), {
    all: [
      { start: 0, line: 1, text: 'a,"b\nc""\n",d' },
      { start: 13, line: 4, text: '' },
      { start: 14, line: 5, text: 'e,f' },
    ],
    end: { start: 17, line: 5 },
    tooLong: undefined,
  });
  const lines = await read(text, false, { start: 5, line: 2 });
  t.deepEqual(lines.all, [
    { start: 5, line: 2, text: 'c""' },
    { start: 9, line: 3, text: '",d' },
    { start: 13, line: 4, text: '' },
    { start: 14, line: 5, text: 'e,f' },
  ]);
});

test('records are the same wherever a read ends', async (t) => {
  const row = `"x${'""\n'.repeat(3000)}",y\n`;
  const { all, end } = await read(row.repeat(5), true);
  t.deepEqual(
    all.map(({ text }) => text),
    Array(5).fill(row.slice(0, -1)),
  );
  t.deepEqual(end, { start: 5 * row.length, line: 5 * 3001 + 1 });
});

test('an unclosed quote ends with the file, and a record that is too long ends the reading', async (t) => {
  t.deepEqual((await read('a\n"b\nc\n', true)).all.at(-1), { start: 2, line: 2, text: '"b\nc\n' });
  const { all, tooLong } = await read(`a\n"${'b\n'.repeat(2 ** 20)}`, true);
  t.deepEqual(all, [{ start: 0, line: 1, text: 'a' }]);
  t.like(tooLong, { start: 2, line: 2 });
  t.true(tooLong!.text.length < 2 ** 20 + 2 ** 17);
});
