import test from 'ava';
import { columnsFor, labelled, readColumns, splitNames } from '../../lib/format/summary-column.js';

test('a name is a column of either kind, or of the kind before its colon', (t) => {
  t.deepEqual(readColumns(['city', 'event:page', 'attribute:event:x', 'other:y']), [
    { label: 'city', name: 'city', kind: undefined },
    { label: 'page', name: 'page', kind: 'event' },
    { label: 'event:x', name: 'event:x', kind: 'attribute' },
    { label: 'other:y', name: 'other:y', kind: undefined },
  ]);
});

test('columns of the same name, and one of the name of the first column, say their kind', (t) => {
  const labels = readColumns(['event:a', 'attribute:a', 'attribute:user_id']).map(({ label }) => label);
  t.deepEqual(labels, ['event:a', 'attribute:a', 'attribute:user_id']);
  t.deepEqual(labelled([{ name: 'user_id', kind: 'event' }])[0]!.label, 'event:user_id');
});

for (const names of [[], [''], ['event:'], ['a', 'a'], ['event:a', 'event:a'], ['user_id']]) {
  test(`columns ${JSON.stringify(names)} are refused`, (t) => {
    t.throws(() => readColumns(names), { code: 'bad-option', message: /columns/ });
  });
}

test('the line format has no columns', (t) => {
  t.throws(() => columnsFor('line', ['a']), { code: 'bad-option' });
  t.is(columnsFor('line', undefined), undefined);
  t.is(columnsFor('csv', ['a'])!.length, 1);
});

test('names are split at commas that have no backslash before them', (t) => {
  t.deepEqual(splitNames('a,b c,\\,\\\\,d\\e,'), ['a', 'b c', ',\\', 'd\\e', '']);
});
