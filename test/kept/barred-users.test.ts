import { createHmac } from 'node:crypto';
import test from 'ava';
import { slicesOf, valuesOf } from '../../lib/async/slices.js';
import { hashOfUser, withoutBarred } from '../../lib/kept/barred-users.js';
import { batchOf } from '../support/batch-of.js';

const KEY = '00ff'.repeat(16);

test('the hash of a user is keyed, and of the bytes of the id', (t) => {
  t.is(
    hashOfUser(KEY, 'é'),
    createHmac('sha256', Buffer.from(KEY, 'hex')).update(Buffer.from('é')).digest('hex'),
  );
  t.not(hashOfUser(KEY, 'a'), hashOfUser('11'.repeat(32), 'a'));
});

test('activities of barred users are passed over, all others pass in their order', async (t) => {
  const event = (user_id: string, id: number) => ({
    user_id,
    type: 'event' as const,
    id: `${id}`,
    name: 'page',
  });
  async function* batches() {
    yield batchOf([event('a', 1), event('b', 2), event('a', 3)]);
    yield batchOf([event('b', 4)]);
  }
  const barred = { key: KEY, hashes: [hashOfUser(KEY, 'b'), hashOfUser(KEY, 'never seen')] };
  const found: unknown[] = [];
  for await (const batch of valuesOf(withoutBarred(slicesOf(batches()), barred)))
    for (const activity of batch) found.push((activity as { id?: string }).id);
  t.deepEqual(found, ['1', '3']);
});
