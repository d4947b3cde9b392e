import test from 'ava';
import { formatOf } from '../../lib/format/format-by-name.js';

for (const [output, format] of [
  ['a.ndjson', 'ndjson'],
  ['dir.parquet/A.JSONL', 'ndjson'],
  ['a.ndjson.gz', 'ndjson'],
  ['a.jsonl.ZST', 'ndjson'],
  ['a.parquet', 'parquet'],
  ['a.csv', 'line'],
  ['a.csv.gz', 'line'],
  ['a.gz', 'line'],
  ['a.data', 'line'],
  ['a.constructor', 'line'],
  ['ndjson', 'line'],
  ['-', 'line'],
] as const) {
  test(`the name ${output} stands for the format ${format}`, (t) => {
    t.is(formatOf(output, undefined), format);
  });
}

test('the format that is chosen comes before the name', (t) => {
  t.is(formatOf('a.ndjson', 'line'), 'line');
  t.is(formatOf('a.json', 'ndjson'), 'ndjson');
  t.is(formatOf('-', 'parquet'), 'parquet');
});

test('rows with columns of their own are CSV under its name', (t) => {
  t.is(formatOf('a.csv.zst', undefined, true), 'csv');
  t.is(formatOf('a.data', undefined, true), 'line');
  t.is(formatOf('a.csv', 'parquet', true), 'parquet');
});

for (const [output, reason] of [
  ['a.csv.xz', /\.xz is not written; \.gz and \.zst are$/],
  ['a.zip', /\.zip is not written/],
  ['a.tar', /\.tar is not written/],
  ['a.xlsx', /name it \.csv with --format csv/],
  ['a.json', /name it \.ndjson/],
  ['a.json.gz', /name it \.ndjson/],
  ['a.orc', /name it \.parquet/],
  ['a.parquet.gz', /Parquet compresses its columns itself/],
] as const) {
  test(`the name ${output} is refused`, (t) => {
    t.throws(() => formatOf(output, undefined), { code: 'bad-option', message: reason });
  });
}

test('no format makes an archive of another kind, or packs Parquet once more', (t) => {
  t.throws(() => formatOf('a.xz', 'ndjson'), { code: 'bad-option' });
  t.throws(() => formatOf('a.gz', 'parquet'), { code: 'bad-option' });
});
