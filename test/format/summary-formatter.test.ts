import test from 'ava';
import { summaryFormatter } from '../../lib/format/summary-formatter.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

const SUMMARY = {
  user_id: 'a,b',
  attributes: new Map([['city', 'Oslo']]),
  events: new Map<string, number>(),
};
const OPTIONS = { format: 'line', header: false, delimiters: 'escape', emptySections: 'keep' } as const;

async function formatted(options: Partial<Parameters<typeof summaryFormatter>[0]>): Promise<string> {
  const formatter = await summaryFormatter({ ...OPTIONS, ...options });
  const chunks = summaryBatchesOf([SUMMARY], 10).map((batch) => Buffer.from(formatter.format(batch)));
  return Buffer.concat([...chunks, formatter.end()]).toString();
}

test('each format gets its formatter, with its options', async (t) => {
  t.is(await formatted({}), 'a\\,b,city=Oslo,\n');
  t.is(await formatted({ emptySections: 'omit' }), 'a\\,b,city=Oslo\n');
  t.is(await formatted({ format: 'csv' }), '"a,b",attribute,city,Oslo\n');
  t.is(
    await formatted({ format: 'csv', header: true }),
    'user_id,kind,name,value\n"a,b",attribute,city,Oslo\n',
  );
  t.is(
    await formatted({ format: 'ndjson', header: true }),
    '{"user_id":"a,b","attributes":{"city":"Oslo"},"events":{}}\n',
  );
  const columns = [{ label: 'city', name: 'city', kind: undefined }];
  t.is(await formatted({ format: 'csv', header: true, columns }), 'user_id,city\n"a,b",Oslo\n');
  t.is(await formatted({ format: 'ndjson', columns }), '{"user_id":"a,b","city":"Oslo"}\n');
  t.regex(await formatted({ format: 'parquet', columns }), /^PAR1.*PAR1$/s);
});

test('the line format refuses a delimiter under the policy reject', async (t) => {
  await t.throwsAsync(formatted({ delimiters: 'reject' }), { code: 'delimiter-in-output' });
});
