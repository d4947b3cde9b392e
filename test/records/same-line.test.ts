import test from 'ava';
import { RECORD_SHAPE, RECORD_WORDS, SHAPE_EVENT, SHAPE_SAME_LINE } from '../../lib/kernel/layout/columns.js';
import { isSameLine } from '../../lib/records/same-line.js';

test('a record is of the line of the one before it if it is marked so', (t) => {
  const records = new Uint32Array(3 * RECORD_WORDS);
  records[RECORD_SHAPE] = SHAPE_EVENT;
  records[RECORD_WORDS + RECORD_SHAPE] = SHAPE_SAME_LINE | SHAPE_EVENT;
  t.deepEqual(
    [0, 1, 2, 3].map((index) => isSameLine(records, index)),
    [false, true, false, false],
  );
});
