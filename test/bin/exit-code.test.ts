import test from 'ava';
import { exitCodeOf, FAILED, signalled, WRONG_USAGE } from '../../bin/exit-code.js';
import { SpillwayError } from '../../lib/errors.js';

test('as a shell has them', (t) => {
  t.is(signalled('SIGINT'), 130);
  t.is(signalled('SIGTERM'), 143);
});

test('what a caller got wrong is told from what went wrong', (t) => {
  t.is(exitCodeOf(new SpillwayError('bad-option', 'x')), WRONG_USAGE);
  for (const code of ['io', 'locked', 'state-corrupt', 'worker-failed'] as const) {
    t.is(exitCodeOf(new SpillwayError(code, 'x')), FAILED);
  }
});
