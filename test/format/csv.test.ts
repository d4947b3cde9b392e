import test from 'ava';
import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { CsvFormatter } from '../../lib/format/csv.js';
import type { Summary } from '../../lib/records/summary.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

function format(summaries: readonly Summary[], rowsPerBatch: number, header = true): string {
  const formatter = new CsvFormatter(header);
  const chunks = summaryBatchesOf(summaries, rowsPerBatch).map((batch) =>
    Buffer.from(formatter.format(batch)),
  );
  return Buffer.concat([...chunks, formatter.end()]).toString();
}

function read(csv: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(csv)
      .on('error', reject)
      .on('data', (row) => rows.push(row))
      .on('end', () => resolve(rows));
  });
}

function rowsOf({ user_id, attributes, events }: Summary): string[][] {
  const rows = [
    ...[...attributes].map(([name, value]) => [user_id, 'attribute', name, value]),
    ...[...events].map(([name, count]) => [user_id, 'event', name, String(count)]),
  ];
  return rows.length > 0 ? rows : [[user_id, '', '', '']];
}

test('fast-csv reads the CSV back, however the rows are spread over batches', (t) =>
  fc.assert(
    fc.asyncProperty(
      summariesArbitrary(),
      fc.integer({ min: 1, max: 5 }),
      async (summaries, rowsPerBatch) => {
        // fast-csv reads a field of nothing but white space as an empty one.
        fc.pre(
          !summaries.some((summary) =>
            rowsOf(summary)
              .flat()
              .some((text) => /^\s+$/.test(text)),
          ),
        );
        const rows = await read(format(summaries, rowsPerBatch));
        t.deepEqual(rows, [['user_id', 'kind', 'name', 'value'], ...summaries.flatMap(rowsOf)]);
      },
    ),
    { numRuns: 200 },
  ));

test('only fields that need quotes have them', (t) => {
  const summaries = [
    { user_id: '7', attributes: new Map(), events: new Map() },
    {
      user_id: 'a,b',
      attributes: new Map([
        ['say "x"', 'l\nm'],
        ['=', ' '],
      ]),
      events: new Map([['\r', 3]]),
    },
  ];
  const rows = '7,,,\n"a,b",attribute,"say ""x""","l\nm"\n"a,b",attribute,=, \n"a,b",event,"\r",3\n';
  t.is(format(summaries, 2), `user_id,kind,name,value\n${rows}`);
  t.is(format(summaries, 2, false), rows);
});

test('CSV without users is a header', (t) => {
  t.is(format([], 1), 'user_id,kind,name,value\n');
  t.is(format([], 1, false), '');
});
