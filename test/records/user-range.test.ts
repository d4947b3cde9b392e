import test from 'ava';
import { isWholeRange } from '../../lib/records/user-range.js';

test('only a range without bounds is the whole range, and an empty user id is a bound', (t) => {
  t.true(isWholeRange({}));
  t.true(isWholeRange({ from: undefined, before: undefined }));
  const bound = new Uint8Array(0);
  t.false(isWholeRange({ from: bound }));
  t.false(isWholeRange({ before: bound }));
  t.false(isWholeRange({ from: bound, before: bound }));
});
