import test from 'ava';
import { SpillwayError } from '../../lib/errors.js';
import { isOutOfMemory, orOutOfMemory } from '../../lib/kernel/out-of-memory.js';
import { thrownBy } from '../support/thrown-by.js';

const PAGES = 2 ** 16;

test('the errors that the engine throws when it has no memory are recognised', (t) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  for (const ask of [() => memory.grow(PAGES), () => new ArrayBuffer(2 ** 53 - 1)]) {
    const error = thrownBy(ask);
    t.true(isOutOfMemory(error), String(error));
    t.like(orOutOfMemory(error), { name: 'SpillwayError', code: 'out-of-memory', cause: error });
  }
  const [first] = (orOutOfMemory(thrownBy(() => memory.grow(PAGES))) as Error).message.split('\n');
  t.regex(first!, /the system gives no more memory .*choose less memory or fewer workers/);
});

test('any other error stays as it is', (t) => {
  const errors = [
    new RangeError('Maximum call stack size exceeded'),
    thrownBy(() => new Array(-1)),
    new Error('out of memory'),
    new SpillwayError('io', 'cannot read'),
    undefined,
  ];
  for (const error of errors) t.is(orOutOfMemory(error), error);
});
