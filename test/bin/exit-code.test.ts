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

test('exit codes of signals are those that a shell reports', (t) => {
  t.is(signalled('SIGHUP'), 129);
  t.is(signalled('SIGINT'), 130);
  t.is(signalled('SIGTERM'), 143);
});

test('wrong usage has another exit code than a failure', (t) => {
  t.is(exitCodeOf(new SpillwayError('bad-option', 'x')), WRONG_USAGE);
  for (const code of ['io', 'locked', 'state-corrupt', 'worker-failed'] as const) {
    t.is(exitCodeOf(new SpillwayError(code, 'x')), FAILED);
  }
});

test('the exit code of a stopped job differs from all others', (t) => {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) t.true(isSignalled(signalled(signal)));
  for (const code of [DONE, FAILED, WRONG_USAGE, REJECTED]) t.false(isSignalled(code));
});
