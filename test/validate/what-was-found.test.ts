import test from 'ava';
import { KIND_NUMBER, KIND_STRING, SHAPE_ID, SHAPE_TIMESTAMP } from '../../lib/kernel/layout/columns.js';
import { foundAt, wrongTime } from '../../lib/validate/what-was-found.js';

test('a field is called by its kind, an empty string by that', (t) => {
  t.is(foundAt(KIND_NUMBER << SHAPE_ID, SHAPE_ID), 'a number');
  t.is(foundAt(KIND_STRING << SHAPE_ID, SHAPE_ID, 1), 'a string');
  t.is(foundAt(KIND_STRING << SHAPE_ID, SHAPE_ID, 0), 'an empty string');
});

test('a time is wrong if it is no number, or none that is finite', (t) => {
  t.is(wrongTime(KIND_NUMBER << SHAPE_TIMESTAMP, 7, undefined), undefined);
  t.is(
    wrongTime(KIND_NUMBER << SHAPE_TIMESTAMP, Number.POSITIVE_INFINITY, undefined),
    'one beyond all doubles',
  );
  t.is(wrongTime(KIND_STRING << SHAPE_TIMESTAMP, Number.NaN, undefined), 'a string');
});
