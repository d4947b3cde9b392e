import test from 'ava';
import { formatOfBoth, recogniseFormat } from '../../lib/verify/recognise-format.js';
import { readerOf } from '../support/summary-reader.js';

const recognise = (text: string) => recogniseFormat(readerOf(Buffer.from(text)));

test('CSV is recognised by its header and NDJSON by its first key, in any spelling', async (t) => {
  for (const text of [
    'user_id,kind,name,value\n7,,,\n',
    '"user_id","kind","name","value"\r\n',
    '\ufeffuser_id,kind,name,value',
  ]) {
    t.is(await recognise(text), 'csv', text);
  }
  for (const text of ['{"user_id":"7"', '{ "attributes" : {', '\ufeff{"events":{}']) {
    t.is(await recognise(text), 'ndjson', text);
  }
});

test('nothing that may be in the line format is taken for CSV or NDJSON', async (t) => {
  for (const text of [
    '',
    '7,city=Oslo,',
    'user_id,kind=a,name=b,value=1',
    'user_id,kind,name,value2',
    '{"id":1}',
    '{',
  ]) {
    t.is(await recognise(text), undefined, text);
  }
});

test('two files have one format: the given one, or else the one that either of them shows', async (t) => {
  const [csv, ndjson, other] = ['user_id,kind,name,value\n', '{"user_id":"7"}\n', '7,,\n'].map(readerOf);
  t.deepEqual(await formatOfBoth(csv!, other!, undefined), { format: 'csv' });
  t.deepEqual(await formatOfBoth(other!, ndjson!, undefined), { format: 'ndjson' });
  t.deepEqual(await formatOfBoth(other!, other!, undefined), { format: 'line' });
  t.deepEqual(await formatOfBoth(other!, other!, 'csv'), { format: 'csv' });
  t.is(
    (await formatOfBoth(csv!, ndjson!, undefined)).conflict,
    'the reference is in the format ndjson, expected csv',
  );
  t.is((await formatOfBoth(csv!, csv!, 'line')).conflict, 'the output is in the format csv, expected line');
});
