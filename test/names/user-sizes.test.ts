import test from 'ava';
import { UserSizes } from '../../lib/names/user-sizes.js';

test('sizes are counted in classes of powers of two, and those of parts can be added', (t) => {
  const sizes = new UserSizes();
  for (const size of [0, 1, 1, 2, 3, 4, 7, 8, 2 ** 40]) sizes.add(size);
  t.deepEqual(sizes.classes.slice(0, 5), [1, 2, 2, 2, 1]);
  t.is(sizes.classes[41], 1);
  t.is(sizes.classes.length, 42);
  const both = new UserSizes();
  both.add(9);
  both.addAll(sizes.classes);
  t.deepEqual(both.classes.slice(0, 6), [1, 2, 2, 2, 2, 0]);
});
