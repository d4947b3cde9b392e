import fc from 'fast-check';
import type { Summary } from '../../lib/records/summary.js';
import { anyCharacter } from './any-character.js';
import { AWKWARD_TEXTS } from './summary-batches.js';

/** Users with few to many names, in no special order, which is not for formatters to judge. */
export function summariesArbitrary(): fc.Arbitrary<Summary[]> {
  const text = fc.oneof(
    fc.string({
      unit: fc.oneof(
        fc.constantFrom(...AWKWARD_TEXTS),
        fc.string({ unit: anyCharacter, minLength: 1, maxLength: 1 }),
      ),
    }),
    fc.constantFrom('x'.repeat(127), 'y'.repeat(128), 'z"'.repeat(300)),
  );
  const name = text.filter((value) => value !== '');
  const entries = <T>(value: fc.Arbitrary<T>) =>
    fc.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([key]) => key });
  const count = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(2 ** 32, Number.MAX_SAFE_INTEGER));
  return fc.array(
    fc
      .record({ user_id: name, attributes: entries(text), events: entries(count) })
      .map(({ user_id, attributes, events }) => ({
        user_id,
        attributes: new Map(attributes),
        events: new Map(events),
      })),
    { maxLength: 5 },
  );
}
