import test from 'ava';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';
import type { Reject } from '../../lib/records/reject.js';
import { RejectLimit } from '../../lib/validate/reject-limit.js';
import { validateBatches } from '../../lib/validate/validate-batches.js';
import { scanned } from '../support/scanned.js';

const VALID = { user_id: '1', type: 'event', id: '1', name: 'view' };

async function* each(batches: readonly ActivityBatch[]): AsyncGenerator<ActivityBatch, void, void> {
  yield* batches;
}

async function collect(batches: AsyncIterable<ActivityBatch>): Promise<ActivityBatch[]> {
  const all: ActivityBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

test('every batch reaches the sink, even without rejects, and carries the length that the sink returns', async (t) => {
  const written: (readonly Reject[])[] = [];
  const sink = {
    async write(rejects: readonly Reject[]): Promise<number> {
      written.push(rejects);
      return 100 * written.length;
    },
  };
  const options = { delimiters: 'escape', sink, limit: new RejectLimit(1, 0) } as const;
  const batches = await collect(validateBatches(each([scanned([VALID]), scanned(['7', {}])]), options));
  t.deepEqual(
    written.map((rejects) => rejects.map(({ code }) => code)),
    [[], ['not-an-object']],
  );
  t.deepEqual(
    batches.map(({ verdict }) => verdict!.rejectsLength),
    [100, 200],
  );
  t.is(batches[1]!.verdict!.anonymous, 1);
});

test('rejects reach the sink before the limit fails', async (t) => {
  let rejected = 0;
  const sink = {
    async write(rejects: readonly Reject[]): Promise<number> {
      rejected += rejects.length;
      return 0;
    },
  };
  const options = { delimiters: 'escape', sink, limit: new RejectLimit(0, 0) } as const;
  await t.throwsAsync(collect(validateBatches(each([scanned(['7', '8'])]), options)), {
    code: 'too-many-rejects',
  });
  t.is(rejected, 2);
});

test('a batch that was validated before is refused', async (t) => {
  const options = { delimiters: 'escape', sink: undefined, limit: new RejectLimit(9, 0) } as const;
  const batches = await collect(validateBatches(each([scanned([VALID])]), options));
  await t.throwsAsync(collect(validateBatches(each(batches), options)), { code: 'bad-pipeline' });
});
