import test from 'ava';
import { requireInput } from '../lib/require-input.js';

test('what a stage cannot take is refused by the name of the stage, with what it takes', (t) => {
  t.notThrows(() => requireInput(true, 'format', 'batches'));
  const error = t.throws(() => requireInput(false, 'format', 'batches of sortMerge()'));
  t.like(error, { code: 'bad-pipeline', message: 'format: what comes must be batches of sortMerge()' });
});
