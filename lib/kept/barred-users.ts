import { createHmac } from 'node:crypto';
import type { Slices } from '../async/slices.js';
import type { ActivityBatch } from '../records/activity-batch.js';

/** Users that were forgotten for good. Plain data that can be sent to a worker. */
export interface BarredUsers {
  /** Of the hashes, in hex. */
  readonly key: string;
  /** HMAC-SHA256 of their ids, in hex. */
  readonly hashes: readonly string[];
}

export function hashOfUser(key: string, user: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(user).digest('hex');
}

/** Validated batches without the activities of these users, so that nothing of them is written. Each activity is hashed. */
export async function* withoutBarred(
  slices: Slices<ActivityBatch>,
  { key, hashes }: BarredUsers,
): Slices<ActivityBatch> {
  const barred = new Set(hashes);
  function* allowed(batches: Iterable<ActivityBatch>): Generator<ActivityBatch, void, void> {
    for (const batch of batches) yield batch.filter(({ user_id }) => !barred.has(hashOfUser(key, user_id)));
  }
  for await (const slice of slices) yield allowed(slice);
}
