import test from 'ava';
import { DelayedLines } from '../../lib/generate/delayed-lines.js';

test('each line is due after the given number of other lines', (t) => {
  const delayed = new DelayedLines();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  t.deepEqual(delayed.afterLine(), []);
  delayed.add(a, 2);
  delayed.add(b, 1);
  t.deepEqual(delayed.afterLine(), [b]);
  delayed.add(c, 1);
  t.deepEqual(delayed.afterLine(), [a, c]);
  delayed.add(d, 100);
  delayed.add(a, 7);
  delayed.add(b, 100);
  t.deepEqual(delayed.afterLine(), []);
  t.deepEqual(delayed.rest(), [a, d, b]);
});
