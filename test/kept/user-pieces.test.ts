import test from 'ava';
import fc from 'fast-check';
import { userPieces } from '../../lib/kept/user-pieces.js';
import { SummaryBatch, summaries } from '../../lib/records/summary-batch.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

test('a batch is cut where users begin, and each piece is a batch of its own', (t) =>
  fc.assert(
    fc.asyncProperty(summariesArbitrary(), fc.integer({ min: 1, max: 8 }), async (all, rows) => {
      const batches = summaryBatchesOf(all, rows);
      const pieces = batches.flatMap(userPieces);
      t.deepEqual(
        pieces.flatMap(({ user }) => (user === undefined ? [] : [Buffer.from(user).toString()])),
        all.map(({ user_id }) => Buffer.from(user_id).toString()),
      );
      const whole = summaryBatchesOf(all, 1000).flatMap(userPieces);
      const alone = whole.map((piece) => new SummaryBatch(piece.whole, 1));
      const read: unknown[] = [];
      for await (const summary of summaries(toAsync(alone))) read.push(summary.user_id);
      t.deepEqual(
        read,
        all.map(({ user_id }) => Buffer.from(user_id).toString()),
      );
    }),
  ));

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T, void, void> {
  yield* items;
}
