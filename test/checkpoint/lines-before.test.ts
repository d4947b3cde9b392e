import test from 'ava';
import { lineAtPosition, lineInSource, linesBeforeRanges } from '../../lib/checkpoint/lines-before.js';
import { runAt } from '../support/manifests.js';

/** A range with runs that end behind so many lines, each counted from the line of the first number. */
function range(offset: number, firstLine: number, ...lines: number[]) {
  const runs = lines.map((each, index) => runAt(1000 + index, { linesBefore: firstLine - 1 + each }));
  return { start: { source: 0, offset }, runs, provisional: null };
}

const IN_SOURCE = 1;
const IN_RANGE = lineAtPosition(range(500, IN_SOURCE))!;

test('ranges within a source add up the lines of those before them in it', (t) => {
  const ranges = [range(0, IN_SOURCE, 4, 10), range(500, IN_RANGE, 7), range(700, IN_RANGE, 1, 5)];
  t.deepEqual(linesBeforeRanges(ranges), [0, 10, 17]);
});

test('a range that begins with a source has no lines before it', (t) => {
  const ranges = [range(0, IN_SOURCE, 10), range(0, IN_SOURCE, 3), range(90, IN_RANGE, 2)];
  t.deepEqual(linesBeforeRanges(ranges), [0, 0, 3]);
});

test('a range that ends in another source than it begins in hands on the lines of that one', (t) => {
  const across = { ...range(500, IN_RANGE, 7), provisional: null };
  const ranges = [
    range(0, IN_SOURCE, 10),
    { ...across, runs: [...across.runs, runAt(5, { linesBefore: 3 })] },
  ];
  t.deepEqual(linesBeforeRanges([...ranges, range(40, IN_RANGE, 5), range(90, IN_RANGE)]), [0, 10, 3, 8]);
});

test('reading is resumed at the line behind the last run, and begins with the first line', (t) => {
  t.is(lineAtPosition(range(0, IN_SOURCE)), 1);
  t.is(lineAtPosition(range(0, IN_SOURCE, 7)), 8);
  t.is(lineAtPosition(range(500, IN_RANGE, 7)), IN_RANGE + 7);
  t.is(lineAtPosition({ ...range(0, IN_SOURCE), runs: [runAt(10, { linesBefore: null })] }), undefined);
});

test('a line that a range numbered has its number in the source once the lines before are known', (t) => {
  t.is(lineInSource(IN_RANGE + 4, 100), 105);
  t.is(lineInSource(5, 100), 5);
});
