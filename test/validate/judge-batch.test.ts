import test from 'ava';
import fc from 'fast-check';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { formatReject } from '../../lib/records/reject.js';
import { judgeBatch } from '../../lib/validate/judge-batch.js';
import { logArbitrary } from '../support/arbitraries.js';
import { readInMemory } from '../support/in-memory-reading.js';
import { scanned } from '../support/scanned.js';

const policies = fc.constantFrom('reject' as const, 'escape' as const);

function activitiesOf({ valid, anonymous, ignored, rejects }: ReturnType<typeof judgeBatch>) {
  return [...new ActivityBatch(valid, { anonymous, ignored, rejects, rejectsLength: 0 })];
}

test('any log is judged as the in-memory engine judges it', async (t) => {
  await fc.assert(
    fc.asyncProperty(logArbitrary(), policies, async (log, delimiters) => {
      const batch = scanned(log, 0, 1024);
      const judgement = judgeBatch(batch, delimiters);
      const expected = await readInMemory(log, { maxLine: 1024, delimiters });
      t.deepEqual(activitiesOf(judgement), expected.activities);
      t.is(judgement.anonymous, expected.anonymous);
      t.is(judgement.rejects.map(formatReject).join(''), expected.rejects.map(formatReject).join(''));
      t.is(judgement.valid.start, 0);
      t.is(judgement.valid.position, log.length);
    }),
    { numRuns: 200 },
  );
});

test('a batch of valid records keeps its columns', (t) => {
  const batch = scanned([
    { user_id: 1, type: 'event', id: 1, name: 'n' },
    { user_id: 1, type: 'attributes', timestamp: 1, data: { a: 1 } },
  ]);
  const { valid } = judgeBatch(batch, 'reject');
  t.is(valid.records, batch.records);
  t.is(valid.timestamps, batch.timestamps);
  t.is(valid.bytes, batch.bytes);
});

test('a batch without release is not changed', (t) => {
  const batch = scanned(['{}', { user_id: 1, type: 'event', id: 1, name: 'n' }, '7']);
  const before = batch.records.slice();
  t.is(judgeBatch(batch, 'reject').valid.timestamps.length, 1);
  t.deepEqual(batch.records, before);
  t.is(batch.timestamps.length, 3);
});

test('a batch with release loses records in place, and can still be released', (t) => {
  let released = 0;
  const release = () => {
    released++;
  };
  const event = (id: number) => ({ user_id: 1, type: 'event', id, name: 'n' });
  const lines = ['{}', event(1), '7', event(2), event(3), 'null'];
  const batch = new ActivityBatch({ ...scanned(lines), release });
  const { valid } = judgeBatch(batch, 'reject');
  t.is(valid.records.buffer, batch.records.buffer);
  t.is(valid.timestamps.buffer, batch.timestamps.buffer);
  t.deepEqual(
    activitiesOf({ valid, anonymous: 0, ignored: 0, ignoredTypes: [], rejects: [] }),
    activitiesOf(judgeBatch(scanned(lines), 'reject')),
  );
  valid.release?.();
  t.is(released, 1);
});

test('the offset of a reject is relative to the source', (t) => {
  const batch = scanned(['{}', '7'], 1000);
  t.like(judgeBatch(batch, 'reject').rejects[0], { offset: 1003, length: 1, text: '7' });
});

test('a line that is too long has its whole length, even beyond 32 bits', (t) => {
  const batch = scanned([`"${'x'.repeat(2000)}"`], 0, 1024);
  t.like(judgeBatch(batch, 'reject').rejects[0], {
    code: 'line-too-long',
    length: 2002,
    text: `"${'x'.repeat(1023)}`,
  });
  const huge = new ActivityBatch({ ...batch, timestamps: Float64Array.of(2 ** 33) });
  t.is(judgeBatch(huge, 'reject').rejects[0]?.length, 2 ** 33);
});

test('the offset of a reject counts values in a batch of values', (t) => {
  const lines = [{ user_id: 1, type: 'event', id: 1, name: 'n' }, 'null', '{}', { user_id: 1, type: '?' }];
  const last = { user_id: 1, type: 'attributes', timestamp: 1, data: {} };
  const columns = scanned([...lines, last], 0);
  const batch = new ActivityBatch({ ...columns, start: 10, position: 15, unit: 'values' });
  const { valid, rejects } = judgeBatch(batch, 'reject');
  t.deepEqual(
    rejects.map(({ offset, text }) => [offset, text]),
    [
      [11, 'null'],
      [13, '{"user_id":1,"type":"?"}'],
    ],
  );
  t.like(valid, { start: 10, position: 15, unit: 'values' });
});
