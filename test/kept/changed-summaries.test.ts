import test from 'ava';
import fc from 'fast-check';
import { changedSummaries } from '../../lib/kept/changed-summaries.js';
import type { Summary } from '../../lib/records/summary.js';
import { summaries } from '../../lib/records/summary-batch.js';
import { compareUsers } from '../../lib/records/user-order.js';
import type { UserRange } from '../../lib/records/user-range.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

const USERS = ['a', 'b', 'c', 'd', 'e', '10', '9'];

/** Summaries of a few users, in their order, some of which are equal in two draws. */
const states = fc
  .array(
    fc.record({
      user_id: fc.constantFrom(...USERS),
      attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
      events: fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.integer({ min: 1, max: 2 })),
    }),
    { maxLength: 7 },
  )
  .map((drawn) => {
    const users = new Map(
      drawn.map(({ user_id, attributes, events }): [string, Summary] => {
        const sorted = <T>(record: Record<string, T>) => new Map(Object.entries(record).sort());
        return [user_id, { user_id, attributes: sorted(attributes), events: sorted(events) }];
      }),
    );
    return [...users.values()].sort((a, b) => compare(a.user_id, b.user_id));
  });

function compare(a: string, b: string): number {
  return compareUsers(Buffer.from(a), Buffer.from(b), 'bytes');
}

/** Batches whose bytes are overwritten when the next one is asked for, as those of a merge are. */
async function* shortLived(state: readonly Summary[], rowsPerBatch: number) {
  for (const batch of summaryBatchesOf(state, rowsPerBatch)) {
    yield batch;
    batch.bytes.fill(0xff);
  }
}

function within({ from, before }: UserRange) {
  return ({ user_id }: Summary) => {
    const user = Buffer.from(user_id);
    return (
      (from === undefined || compareUsers(from, user, 'bytes') <= 0) &&
      (before === undefined || compareUsers(user, before, 'bytes') < 0)
    );
  };
}

test('exactly the users that are new or other are told, however their rows are spread over batches', (t) =>
  fc.assert(
    fc.asyncProperty(
      states,
      states,
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      async (old, now, oldRows, nowRows) => {
        let gone = 0;
        const changed = changedSummaries({
          order: 'bytes',
          before: shortLived(old, oldRows),
          after: shortLived(now, nowRows),
          again: (users) => shortLived(now.filter(within(users)), nowRows),
          onGone: () => gone++,
        });
        const found: Summary[] = [];
        for await (const summary of summaries(changed)) found.push(structuredClone(summary));
        const known = new Map(old.map((summary) => [summary.user_id, describe(summary)]));
        const expected = now.filter((summary) => known.get(summary.user_id) !== describe(summary));
        t.deepEqual(found.map(describe), expected.map(describe));
        t.is(gone, old.filter(({ user_id }) => now.every((other) => other.user_id !== user_id)).length);
      },
    ),
  ));

function describe({ user_id, attributes, events }: Summary): string {
  return JSON.stringify([user_id, [...attributes], [...events]]);
}
