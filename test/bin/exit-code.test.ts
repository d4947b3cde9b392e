import test from 'ava';
import {
  DONE,
  exitCodeOf,
  FAILED,
  isSignalled,
  REJECTED,
  signalled,
  WRONG_USAGE,
} from '../../bin/exit-code.js';
import { SpillwayError } from '../../lib/errors.js';

test('as a shell has them', (t) => {
  t.is(signalled('SIGHUP'), 129);
  t.is(signalled('SIGINT'), 130);
  t.is(signalled('SIGTERM'), 143);
});

test('what a caller got wrong is told from what went wrong', (t) => {
  t.is(exitCodeOf(new SpillwayError('bad-option', 'x')), WRONG_USAGE);
  for (const code of ['io', 'locked', 'state-corrupt', 'worker-failed'] as const) {
    t.is(exitCodeOf(new SpillwayError(code, 'x')), FAILED);
  }
});

test('a job that was stopped is told from one that ended', (t) => {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) t.true(isSignalled(signalled(signal)));
  for (const code of [DONE, FAILED, WRONG_USAGE, REJECTED]) t.false(isSignalled(code));
});
