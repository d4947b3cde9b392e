import test from 'ava';
import { splitRange, unreadRange } from '../../lib/checkpoint/unread-range.js';
import { rangeOf, runAt } from '../support/manifests.js';

const at = (offset: number) => ({ source: 0, offset });

test('an unread range has no runs and starts at its position', (t) => {
  t.deepEqual(unreadRange(at(5), null), rangeOf(5, null, []));
});

test('the first piece of a split range keeps its runs, and the others are unread', (t) => {
  const range = rangeOf(0, 100, [runAt(10), runAt(20)]);
  t.deepEqual(splitRange(range, [at(40), at(70)]), [
    rangeOf(0, 40, [runAt(10), runAt(20)]),
    rangeOf(40, 70, []),
    rangeOf(70, 100, []),
  ]);
});

test('the last piece of an open range stays open', (t) => {
  t.deepEqual(splitRange(rangeOf(0, null, []), [at(40)]), [rangeOf(0, 40, []), rangeOf(40, null, [])]);
});

test('without cuts a range stays as it is', (t) => {
  const range = rangeOf(0, 100, [runAt(10)]);
  t.deepEqual(splitRange(range, []), [range]);
});
