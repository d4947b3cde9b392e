import test from 'ava';
import fc from 'fast-check';
import { FrequentNames } from '../../lib/names/frequent-names.js';

type Occurrence = readonly [name: string, times: number];

function count(occurrences: readonly Occurrence[], capacity?: number): FrequentNames {
  const names = new FrequentNames(capacity);
  for (const [name, times] of occurrences) {
    const bytes = Buffer.from(`>${name}<`);
    names.add(bytes, 1, bytes.length - 1, times);
  }
  return names;
}

function exactly(occurrences: readonly Occurrence[]): Map<string, number> {
  const exact = new Map<string, number>();
  for (const [name, times] of occurrences) exact.set(name, (exact.get(name) ?? 0) + times);
  return exact;
}

const occurrences = fc.array(
  fc.tuple(
    fc.oneof(fc.constantFrom('a', 'b', 'ä', ''), fc.string({ unit: 'grapheme', maxLength: 3 })),
    fc.integer({ min: 1, max: 9 }),
  ),
  { maxLength: 300 },
);

test('counts are exact while the names fit the capacity', (t) =>
  fc.assert(
    fc.property(occurrences, (all) => {
      const { atLeast, missed } = count(all).counts;
      t.is(missed, 0);
      t.deepEqual(new Map([...atLeast].sort()), new Map([...exactly(all)].sort()));
    }),
    { numRuns: 50 },
  ));

test('beyond the capacity, and added up from several parts, every true count lies between its bounds', (t) =>
  fc.assert(
    fc.property(
      fc.array(occurrences, { maxLength: 4 }),
      fc.integer({ min: 2, max: 20 }),
      (parts, capacity) => {
        const whole = new FrequentNames(capacity);
        for (const part of parts) whole.addAll(count(part, capacity).counts);
        const { atLeast, missed } = whole.counts;
        const exact = exactly(parts.flat());
        t.true(atLeast.size <= capacity);
        for (const [name, held] of atLeast) t.true(exact.has(name) && held > 0, name);
        for (const [name, times] of exact) {
          const held = atLeast.get(name) ?? 0;
          t.true(held <= times && times <= held + missed, `${name}: ${held} <= ${times} <= ${held + missed}`);
        }
        const total = [...exact.values()].reduce((sum, times) => sum + times, 0);
        // Each subtraction hits more than half as many names as the capacity.
        t.true(missed <= (2 * total) / capacity, `${missed} of ${total}`);
      },
    ),
    { numRuns: 200 },
  ));

test('names that share their first 256 bytes are counted as one', (t) => {
  const long = 'x'.repeat(256);
  const { atLeast } = count([
    [`${long}1`, 1],
    [`${long}2`, 2],
    [long.slice(1), 4],
  ]).counts;
  t.deepEqual(
    [...atLeast],
    [
      [long, 3],
      [long.slice(1), 4],
    ],
  );
});
