import test from 'ava';
import {
  ATTEMPT_FILE,
  newMapAttempt,
  newPartReceipt,
  partOfReceipt,
  rangeOfReceipt,
} from '../../lib/cluster/exchange.js';

const CUT = 'ab'.repeat(32);

test('no two attempts have the same names, and a receipt says by its name what it is of', (t) => {
  const [one, other] = [newMapAttempt(12), newMapAttempt(12)];
  t.not(one.directory, other.directory);
  t.is(rangeOfReceipt(one.receipt), 12);
  t.is(rangeOfReceipt(newMapAttempt(1_234_567).receipt), 1_234_567);
  t.is(rangeOfReceipt(one.directory), undefined);
  t.is(rangeOfReceipt('plan.json'), undefined);
  const part = newPartReceipt(7, CUT);
  t.not(part, newPartReceipt(7, CUT));
  t.is(partOfReceipt(part, CUT), 7);
  t.is(partOfReceipt(part, 'cd'.repeat(32)), undefined);
  t.is(partOfReceipt(one.receipt, CUT), undefined);
});

test('a file of an attempt is never a path that leaves the exchange', (t) => {
  const { directory } = newMapAttempt(3);
  t.regex(`${directory}/rejects.ndjson`, ATTEMPT_FILE);
  t.regex(`${directory}/run-0000000000000000-0123456789abcdef.run`, ATTEMPT_FILE);
  for (const path of ['../x.run', `${directory}/../x.run`, '/etc/x.run', `${directory}/a/x.run`, 'x.run']) {
    t.notRegex(path, ATTEMPT_FILE);
  }
});
