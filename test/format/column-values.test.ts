import test from 'ava';
import { ColumnValues } from '../../lib/format/column-values.js';
import { readColumns } from '../../lib/format/summary-column.js';

const text = (value: string) => () => Buffer.from(value);

test('each column gets the fact it asks for, and nothing of the user before', (t) => {
  const values = new ColumnValues(readColumns(['a', 'event:b', 'attribute:b', 'c']));
  values.set('attribute', 'a', text('x'));
  values.set('attribute', 'b', text('y'));
  values.set('event', 'a', () => 1n);
  values.set('event', 'b', () => 2n);
  values.set('event', 'd', () => t.fail() as never);
  t.deepEqual(values.take(), [Buffer.from('x'), 2n, Buffer.from('y'), undefined]);
  t.deepEqual(values.take(), [undefined, undefined, undefined, undefined]);
});

test('names of other lengths are not asked for', (t) => {
  const values = new ColumnValues(readColumns(['ä', 'event:abc']));
  t.deepEqual(
    [1, 2, 3].map((bytes) => values.mayBe(bytes)),
    [false, true, true],
  );
});
