import test from 'ava';
import { SpillwayError } from '../../../lib/errors.js';
import { plainError, reviveError } from '../../../lib/job/workers/worker-messages.js';

/** What arrives of a message at another thread. */
const sent = (error: unknown) => reviveError(structuredClone(plainError(error)));

test('an error keeps its message, code and details between threads', (t) => {
  const error = new SpillwayError('state-corrupt', 'it is damaged', {
    ...{ file: 'run', offset: 7, expected: 3, found: '4', cause: new Error('torn') },
  });
  const revived = sent(error);
  t.true(revived instanceof SpillwayError);
  t.like(revived, {
    ...{ code: 'state-corrupt', message: 'it is damaged', file: 'run', offset: 7, expected: 3, found: '4' },
  });
  t.is(revived.stack, error.stack);
  t.like(revived.cause, { message: 'torn' });
});

test('the cause of an error keeps the code of the failed system call', (t) => {
  const cause = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  const revived = sent(new SpillwayError('io', 'cannot write', { cause }));
  t.like(revived.cause, { code: 'ENOSPC', message: 'ENOSPC: no space left' });
  t.false(revived.cause instanceof SpillwayError);
});

test('any thrown value arrives as an error', (t) => {
  const error = new RangeError('too far');
  const revived = sent(error);
  t.false(revived instanceof SpillwayError);
  t.is(revived.message, 'too far');
  t.is(revived.stack, error.stack);
  t.is(sent('just a text').message, 'just a text');
});
