import test from 'ava';
import {
  DONE,
  exitCodeOf,
  FAILED,
  isSignalled,
  NOT_WHOLE,
  REJECTED,
  signalled,
  WORTH_REPEATING,
  WRONG_USAGE,
} from '../../bin/exit-code.js';
import { ioError, SpillwayError } from '../../lib/errors.js';

test('exit codes of signals are those that a shell reports', (t) => {
  t.is(signalled('SIGHUP'), 129);
  t.is(signalled('SIGINT'), 130);
  t.is(signalled('SIGTERM'), 143);
});

test('wrong usage has another exit code than a failure', (t) => {
  t.is(exitCodeOf(new SpillwayError('bad-option', 'x'), 'summarize'), WRONG_USAGE);
  for (const code of ['io', 'locked', 'state-corrupt', 'worker-failed'] as const) {
    t.is(exitCodeOf(new SpillwayError(code, 'x'), 'summarize'), FAILED);
  }
});

test('the exit code of a task tells what is worth repeating from what would fail again', (t) => {
  const unreadable = (code?: string) => {
    const cause = code === undefined ? undefined : Object.assign(new Error(), { code });
    return ioError('read', 'log', cause, 'source-unreadable');
  };
  const codes = [
    [new SpillwayError('bad-option', 'x'), WRONG_USAGE],
    [new SpillwayError('source-changed', 'x'), FAILED],
    [new SpillwayError('too-many-rejects', 'x'), FAILED],
    [new SpillwayError('newer-format', 'x'), FAILED],
    [unreadable('ENOENT'), FAILED],
    [unreadable('EACCES'), FAILED],
    [unreadable(), FAILED],
    [unreadable('EIO'), WORTH_REPEATING],
    [unreadable('ESTALE'), WORTH_REPEATING],
    [new SpillwayError('io', 'x'), WORTH_REPEATING],
    [new SpillwayError('output-failed', 'x'), WORTH_REPEATING],
    [new SpillwayError('incomplete', 'x'), WORTH_REPEATING],
    [new SpillwayError('state-corrupt', 'x'), NOT_WHOLE],
    [new SpillwayError('feed-broken', 'x'), NOT_WHOLE],
  ] as const;
  for (const command of ['plan', 'map', 'cut', 'reduce', 'commit']) {
    for (const [error, code] of codes) t.is(exitCodeOf(error, command), code, `${command}: ${error.code}`);
  }
});

test('the exit code of a stopped job differs from all others', (t) => {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) t.true(isSignalled(signalled(signal)));
  for (const code of [DONE, FAILED, WRONG_USAGE, REJECTED]) t.false(isSignalled(code));
});
