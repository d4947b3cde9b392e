import test from 'ava';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { describeIgnoredTypes, describeRejectCodes, waysOut } from '../../lib/records/describe-counts.js';

const ignoredTypes = [
  { type: '', lines: 5 },
  { type: 'page', lines: 2000 },
];

test('ignored lines are told by type, the most frequent first, and the rest together', (t) => {
  t.is(
    describeIgnoredTypes({ ignored: 2008, ignoredTypes }),
    '2,000 "page", 5 without a type, 3 of other types',
  );
  t.is(describeIgnoredTypes({ ignored: 7 }), '7 of other types');
});

test('rejects are told by code', (t) => {
  t.is(describeRejectCodes(NO_COUNTERS), '');
  const rejects = { 'bad-id': 1200, 'bad-name': 1 };
  t.is(describeRejectCodes({ ...NO_COUNTERS, rejects }), '1,201 rejected (1,200 bad-id, 1 bad-name)');
});

test('the way out is named where many lines are rejected for delimiters, or most are ignored', (t) => {
  const counters = { ...NO_COUNTERS, lines: 1000, ignoredTypes: [{ type: 'page', lines: 400 }] };
  const typeless = { ...counters, ignoredTypes: [{ type: '', lines: 500 }] };
  t.deepEqual(waysOut({ ...typeless, ignored: 500 }), []);
  t.deepEqual(waysOut({ ...counters, ignored: 499, rejects: { delimiter: 9, 'bad-id': 500 } }), []);
  const [delimiters, ...others] = waysOut({ ...counters, rejects: { delimiter: 10 } });
  t.regex(delimiters!, /--delimiters reject: without it they are escaped, and --format ndjson or csv/);
  t.deepEqual(others, []);
  t.regex(waysOut({ ...counters, ignored: 500 })[0]!, /"types" of a mapping \(--map\)/);
  t.is(waysOut({ ...counters, ignored: 900, rejects: { delimiter: 100 } }).length, 2);
});
