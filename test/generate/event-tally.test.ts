import test from 'ava';
import fc from 'fast-check';
import { EventTally } from '../../lib/generate/event-tally.js';
import { Random } from '../../lib/generate/random.js';

test('the tally counts like a map, and offers a known name once a user has as many as they may', (t) => {
  const events = fc.array(fc.record({ user: fc.nat(3), name: fc.nat(9) }));
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 12 }), (drawn, maxEvents) => {
      const rounds = new Uint32Array(4);
      for (const { user } of drawn) rounds[user]!++;
      const tally = new EventTally(rounds, maxEvents, 10);
      const expected = Array.from({ length: 4 }, () => new Map<number, number>());
      const random = new Random(0, 0, 0);
      for (const { user, name: fresh } of drawn) {
        const counts = expected[user]!;
        const known = tally.knownName(user, random);
        if (counts.size < maxEvents) t.is(known, undefined);
        else t.true(counts.has(known!));
        const name = known ?? fresh;
        tally.count(user, name);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      expected.forEach((counts, user) => {
        t.deepEqual(new Map(tally.eventsOf(user).map(({ name, count }) => [name, count])), counts);
      });
    }),
  );
});
