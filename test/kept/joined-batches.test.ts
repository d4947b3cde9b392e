import test from 'ava';
import fc from 'fast-check';
import { joinedBatches } from '../../lib/kept/joined-batches.js';
import { summaries } from '../../lib/records/summary-batch.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

test('joined batches hold the same summaries, in batches of at most so many bytes where each fits', (t) =>
  fc.assert(
    fc.asyncProperty(
      summariesArbitrary(),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(10, 200, 10_000),
      async (all, rows, bytes) => {
        const batches = summaryBatchesOf(all, rows);
        const longest = Math.max(bytes, ...batches.map((batch) => batch.bytes.length));
        async function* given() {
          yield* batches;
        }
        async function* checked() {
          for await (const batch of joinedBatches(given(), bytes)) {
            t.true(batch.bytes.length <= longest);
            yield batch;
          }
        }
        const read: unknown[] = [];
        for await (const summary of summaries(checked())) read.push(summary);
        const expected: unknown[] = [];
        for await (const summary of summaries(given())) expected.push(summary);
        t.deepEqual(read, expected);
      },
    ),
  ));
