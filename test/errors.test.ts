import { constants } from 'node:os';
import test from 'ava';
import { errorAfterCleanup, ioError, SpillwayError, systemReason } from '../lib/errors.js';

test('an error has a code and the facts that apply', (t) => {
  const cause = new Error('why');
  const error = new SpillwayError('io', 'what', { file: 'f', offset: 7, expected: 1, found: 'x', cause });
  t.like(error, {
    name: 'SpillwayError',
    code: 'io',
    message: 'what',
    file: 'f',
    offset: 7,
    expected: 1,
    found: 'x',
  });
  t.is(error.cause, cause);
  t.true(error instanceof Error);
  t.false('cause' in new SpillwayError('io', 'what'));
});

test("the system's codes are given in words", (t) => {
  t.is(systemReason({ code: 'ENOSPC' }), 'no space left on the device (ENOSPC)');
  t.is(systemReason(Object.assign(new Error('odd: EODD'), { code: 'EODD' })), 'odd: EODD');
  t.is(systemReason(new Error('plain')), 'plain');
  t.is(systemReason('text'), 'text');
  t.is(systemReason(undefined), 'undefined');
});

test('a failed system call names what was done to which file', (t) => {
  const cause = Object.assign(new Error('x'), { code: 'EACCES' });
  const error = ioError('read', 'some/file', cause);
  t.like(error, {
    code: 'io',
    message: 'cannot read some/file: permission denied (EACCES)',
    file: 'some/file',
  });
  t.is(error.cause, cause);
  t.is(ioError('write', 'f', cause, 'output-failed').code, 'output-failed');
  const ours = new SpillwayError('locked', 'mine');
  t.is(ioError('read', 'f', ours), ours);
});

test('a system error that node has no name for is given in words too', (t) => {
  const cause = Object.assign(new Error('Unknown system error -122: Unknown system error -122, write'), {
    code: 'Unknown system error -122',
    errno: -constants.errno.EDQUOT,
  });
  t.is(systemReason(cause), 'the disk quota is used up (EDQUOT)');
  const unknown = Object.assign(new Error('Unknown system error -9999'), {
    code: 'Unknown system error -9999',
    errno: -9999,
  });
  t.is(systemReason(unknown), 'Unknown system error -9999');
});

test('a failed cleanup is reported once, after the first error', async (t) => {
  const first = new SpillwayError('output-failed', 'cannot write a', { file: 'a' });
  const fail = async () => {
    throw new SpillwayError('io', 'cannot remove b');
  };
  t.is(await errorAfterCleanup(first, async () => {}), first);
  t.is(first.message, 'cannot write a');
  t.is(await errorAfterCleanup(first, fail), first);
  await errorAfterCleanup(first, fail);
  t.is(first.message, 'cannot write a\ncannot remove b');
  t.is(first.code, 'output-failed');
});
