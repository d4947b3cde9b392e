import test from 'ava';
import fc from 'fast-check';
import { addTypeCounts, type TypeCounts, typeCounts, typeOf } from '../../lib/records/ignored-types.js';

const counted = (types: readonly string[]): TypeCounts => {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return typeCounts(counts);
};

test('the counts are the same wherever the lines are cut, however many types there are', (t) => {
  const types = fc.array(fc.nat(99).map(String), { maxLength: 300 });
  fc.assert(
    fc.property(types, types, types, (a, b, c) => {
      const whole = counted([...a, ...b, ...c]);
      t.deepEqual(addTypeCounts(addTypeCounts(counted(a), counted(b)), counted(c)), whole);
      t.deepEqual(addTypeCounts(counted(a), addTypeCounts(counted(b), counted(c))), whole);
      t.true(whole.length <= 32);
    }),
  );
});

test('a type counts by its first 64 bytes', (t) => {
  t.is(typeOf(Buffer.from('page')), 'page');
  t.is(typeOf(Buffer.from('x'.repeat(70))), 'x'.repeat(64));
  t.is(typeOf(Buffer.from(`${'x'.repeat(63)}é`)), `${'x'.repeat(63)}\ufffd`);
});
