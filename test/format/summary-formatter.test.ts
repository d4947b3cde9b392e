import test from 'ava';
import { summaryFormatter } from '../../lib/format/summary-formatter.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

const SUMMARY = {
  user_id: 'a,b',
  attributes: new Map([['city', 'Oslo']]),
  events: new Map<string, number>(),
};
const OPTIONS = { format: 'line', header: false, delimiters: 'escape', emptySections: 'keep' } as const;

function formatted(options: Partial<Parameters<typeof summaryFormatter>[0]>): string {
  const formatter = summaryFormatter({ ...OPTIONS, ...options });
  const chunks = summaryBatchesOf([SUMMARY], 10).map((batch) => Buffer.from(formatter.format(batch)));
  return Buffer.concat([...chunks, formatter.end()]).toString();
}

test('each format gets its formatter, with its options', (t) => {
  t.is(formatted({}), 'a\\,b,city=Oslo,\n');
  t.is(formatted({ emptySections: 'omit' }), 'a\\,b,city=Oslo\n');
  t.is(formatted({ format: 'csv' }), '"a,b",attribute,city,Oslo\n');
  t.is(formatted({ format: 'csv', header: true }), 'user_id,kind,name,value\n"a,b",attribute,city,Oslo\n');
  t.is(
    formatted({ format: 'ndjson', header: true }),
    '{"user_id":"a,b","attributes":{"city":"Oslo"},"events":{}}\n',
  );
});

test('the line format refuses a delimiter under the policy reject', (t) => {
  t.throws(() => formatted({ delimiters: 'reject' }), { code: 'delimiter-in-output' });
});
