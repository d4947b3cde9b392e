import test from 'ava';
import { StopFlag } from '../../lib/async/stop-flag.js';

test('a raised flag is seen wherever its memory was sent', (t) => {
  const flag = new StopFlag();
  const elsewhere = new StopFlag(flag.memory);
  t.false(elsewhere.aborted);
  flag.raise();
  t.true(elsewhere.aborted);
  t.true(flag.aborted);
});
