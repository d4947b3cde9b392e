import test from 'ava';
import fc from 'fast-check';
import { parseString } from 'fast-csv';
import type { SummaryFormatter } from '../../lib/format/output-format.js';
import { readColumns } from '../../lib/format/summary-column.js';
import { WideCsvFormatter, WideNdjsonFormatter } from '../../lib/format/wide.js';
import type { Summary } from '../../lib/records/summary.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

function format(formatter: SummaryFormatter, summaries: readonly Summary[], rowsPerBatch: number): string {
  const chunks = summaryBatchesOf(summaries, rowsPerBatch).map((batch) =>
    Buffer.from(formatter.format(batch)),
  );
  return Buffer.concat([...chunks, formatter.end()]).toString();
}

const someName = (summaries: readonly Summary[], section: 'attributes' | 'events') =>
  summaries.flatMap((summary) => [...summary[section].keys()])[0] ?? 'none';

test('NDJSON rows hold the columns, whichever batches hold their facts', (t) =>
  fc.assert(
    fc.property(summariesArbitrary(), fc.integer({ min: 1, max: 5 }), (summaries, rowsPerBatch) => {
      const [attribute, event] = [someName(summaries, 'attributes'), someName(summaries, 'events')];
      const columns = readColumns([`attribute:${attribute}`, `event:${event}`]);
      const text = format(new WideNdjsonFormatter(columns), summaries, rowsPerBatch);
      const rows = text
        .split('\n')
        .slice(0, -1)
        .map((line) => Object.entries(JSON.parse(line)));
      t.deepEqual(
        rows,
        summaries.map(({ user_id, attributes, events }) => [
          ['user_id', user_id],
          [columns[0]!.label, attributes.get(attribute) ?? null],
          [columns[1]!.label, events.get(event) ?? null],
        ]),
      );
    }),
    { numRuns: 200 },
  ));

test('fast-csv reads the rows of CSV back', async (t) => {
  const summaries = [
    { user_id: 'a,b', attributes: new Map([['x', '']]), events: new Map([['"p"', 3]]) },
    { user_id: '7', attributes: new Map([['other', '1']]), events: new Map() },
  ];
  const text = format(new WideCsvFormatter(readColumns(['x', '"p"']), true), summaries, 1);
  t.is(text, 'user_id,x,"""p"""\n"a,b","",3\n7,,\n');
  const rows = await new Promise<string[][]>((resolve, reject) => {
    const all: string[][] = [];
    parseString<string[], string[]>(text)
      .on('error', reject)
      .on('data', (row) => all.push(row))
      .on('end', () => resolve(all));
  });
  t.deepEqual(rows, [
    ['user_id', 'x', '"p"'],
    ['a,b', '', '3'],
    ['7', '', ''],
  ]);
  t.is(format(new WideCsvFormatter(readColumns(['x']), false), [], 1), '');
  t.is(format(new WideCsvFormatter(readColumns(['x']), true), [], 1), 'user_id,x\n');
});
