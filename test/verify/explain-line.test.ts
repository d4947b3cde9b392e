import test from 'ava';
import { explainLine } from '../../lib/verify/explain-line.js';

const explain = (ours: string, theirs: string) => explainLine(ours, theirs, 'reject');

test('a different value or count is explained with both sides', (t) => {
  t.deepEqual(explain('1,city=Oslo,view=1', '1,city=Bergen,view=1'), {
    ...{ message: "attribute city is 'Oslo', expected 'Bergen'", found: 'Oslo', expected: 'Bergen' },
  });
  t.deepEqual(explain('1,,view=1', '1,,view=2'), {
    ...{ message: 'event view has count 1, expected 2', found: '1', expected: '2' },
  });
});

test('a name is explained as missing, extra or out of order', (t) => {
  const missing = explain('1,b=2,view=1', '1,a=1,b=2,view=1');
  t.regex(missing.message, /is missing$/);
  t.is(missing.expected, 'a=1');
  const additional = explain('1,a=1,b=2,view=1', '1,b=2,view=1');
  t.regex(additional.message, /is not in the reference$/);
  t.is(additional.found, 'a=1');
  t.regex(explain('1,b=2,a=1,', '1,a=1,b=2,').message, /^the names are in a different order/);
});

test('different line ends and commas of empty sections are explained', (t) => {
  t.is(explain('1,a=1,\r', '1,a=1,').message, 'the line ends in CR LF, expected LF');
  t.is(explain('1,a=1,', '1,a=1,\r').message, 'the line ends in LF, expected CR LF');
  t.is(
    explain('1,a=1,', '1,a=1').message,
    'an empty section keeps its comma in the output, but not in the reference',
  );
  t.is(
    explain('1,a=1', '1,a=1,').message,
    'an empty section keeps its comma in the reference, but not in the output',
  );
});

test('an escaped delimiter belongs to its text', (t) => {
  const { found, expected } = explainLine('1,a\\=b=x\\,y,', '1,a\\=b=x\\,z,', 'escape');
  t.is(found, 'x\\,y');
  t.is(expected, 'x\\,z');
});
