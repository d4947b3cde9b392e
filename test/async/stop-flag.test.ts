import test from 'ava';
import { StopFlag } from '../../lib/async/stop-flag.js';

test('is seen where its memory was sent to', (t) => {
  const flag = new StopFlag();
  const elsewhere = new StopFlag(flag.memory);
  t.false(elsewhere.aborted);
  flag.raise();
  t.true(elsewhere.aborted);
  t.true(flag.aborted);
});
