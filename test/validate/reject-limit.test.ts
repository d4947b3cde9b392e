import test from 'ava';
import type { Reject } from '../../lib/records/reject.js';
import { RejectLimit } from '../../lib/validate/reject-limit.js';

const reject = (offset: number): Reject => ({
  offset,
  length: 1,
  code: 'bad-id',
  message: 'an id is missing',
  text: '7',
});

test('as many rejects as allowed pass, in one batch or several', (t) => {
  const limit = new RejectLimit(3, 0);
  limit.count([], 'bytes');
  limit.count([reject(1), reject(2)], 'bytes');
  t.notThrows(() => limit.count([reject(3)], 'bytes'));
});

test('one reject too many fails, and its position is named', (t) => {
  const limit = new RejectLimit(2, 0);
  limit.count([reject(10)], 'bytes');
  t.throws(() => limit.count([reject(20), reject(30), reject(40)], 'bytes'), {
    code: 'too-many-rejects',
    message:
      'more lines were rejected than maxRejects (2) allows; the first one beyond is at byte 30: bad-id, an id is missing',
  });
});

test('one value too many is named by its number', (t) => {
  t.throws(() => new RejectLimit(0, 0).count([reject(7)], 'values'), {
    message: /beyond is value 7: bad-id/,
  });
});

test('rejects of earlier starts count towards the limit', (t) => {
  const limit = new RejectLimit(2, 1);
  limit.count([reject(1)], 'bytes');
  t.throws(() => limit.count([reject(2)], 'bytes'), { code: 'too-many-rejects' });
});

test('a limit below the rejects of earlier starts fails at once', (t) => {
  t.throws(() => new RejectLimit(2, 5).count([], 'bytes'), {
    message: 'more lines were rejected than maxRejects (2) allows; all of them by earlier starts',
  });
});
