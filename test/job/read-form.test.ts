import test from 'ava';
import { readForm } from '../../lib/job/read-form.js';
import { OptionReader } from '../../lib/options.js';

const form = (output: string, given: object = {}) => readForm(new OptionReader('summarize', given), output);

test('the form is what the name of the output says, or what is chosen', (t) => {
  t.deepEqual(form('out'), { format: 'line', columns: undefined, top: undefined });
  t.is(form('out.ndjson').format, 'ndjson');
  t.is(form('out.ndjson.gz').format, 'ndjson');
  t.is(form('out.parquet').format, 'parquet');
  t.is(form('out.ndjson', { format: 'csv' }).format, 'csv');
});

test('columns are named, or are the most frequent names', (t) => {
  t.is(form('out.csv', { columns: ['city', 'event:page'] }).columns?.length, 2);
  t.like(form('out.csv', { top: 7 }), { columns: undefined, top: 7 });
  t.throws(() => form('out.csv', { top: 7, columns: ['city'] }), { code: 'bad-option', message: /top/ });
  t.throws(() => form('out', { format: 'line', top: 7 }), { code: 'bad-option', message: /top/ });
  for (const top of [0, 1.5, '7x', 1e9]) t.throws(() => form('out.csv', { top }), { code: 'bad-option' });
});

test('a reducer writes lines, and has no columns', (t) => {
  const reduce = 'reduce.js';
  t.deepEqual(form('out.csv', { reduce }), { format: 'line', columns: undefined, top: undefined });
  t.throws(() => form('out.parquet', { reduce }), { code: 'bad-option', message: /parquet/ });
  t.throws(() => form('out.csv', { reduce, columns: ['city'] }), { code: 'bad-option', message: /columns/ });
  t.throws(() => form('out.csv', { reduce, top: 7 }), { code: 'bad-option', message: /top/ });
});
