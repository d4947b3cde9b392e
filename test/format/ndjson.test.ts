import test from 'ava';
import fc from 'fast-check';
import { NdjsonFormatter } from '../../lib/format/ndjson.js';
import type { Summary } from '../../lib/records/summary.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

function format(summaries: readonly Summary[], rowsPerBatch: number): string {
  const formatter = new NdjsonFormatter();
  const chunks = summaryBatchesOf(summaries, rowsPerBatch).map((batch) =>
    Buffer.from(formatter.format(batch)),
  );
  return Buffer.concat([...chunks, formatter.end()]).toString();
}

/** The members in their order, which an object would not keep for names such as `10`. */
function object(entries: Iterable<[string, unknown]>): string {
  return `{${[...entries].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

test('NDJSON is what JSON.stringify writes, however the rows are spread over batches', (t) =>
  fc.assert(
    fc.property(summariesArbitrary(), fc.integer({ min: 1, max: 5 }), (summaries, rowsPerBatch) => {
      const expected = summaries.map(
        ({ user_id, attributes, events }) =>
          `${object([['user_id', user_id]]).slice(
            0,
            -1,
          )},"attributes":${object(attributes)},"events":${object(events)}}\n`,
      );
      t.is(format(summaries, rowsPerBatch), expected.join(''));
    }),
    { numRuns: 200 },
  ));

test('a user without attributes and events has two empty objects', (t) => {
  const summaries = [
    { user_id: '7', attributes: new Map(), events: new Map() },
    { user_id: '8', attributes: new Map([['city', 'Oslo']]), events: new Map([['page', 2]]) },
  ];
  t.is(
    format(summaries, 1),
    '{"user_id":"7","attributes":{},"events":{}}\n{"user_id":"8","attributes":{"city":"Oslo"},"events":{"page":2}}\n',
  );
  t.is(format([], 1), '');
});
