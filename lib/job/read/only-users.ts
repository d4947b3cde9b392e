import type { Slices } from '../../async/slices.js';
import type { ActivityBatch } from '../../records/activity-batch.js';

/** Validated batches with the activities of these users alone. */
export async function* onlyUsers(
  slices: Slices<ActivityBatch>,
  users: readonly string[],
): Slices<ActivityBatch> {
  const wanted = new Set(users);
  function* theirs(batches: Iterable<ActivityBatch>): Generator<ActivityBatch, void, void> {
    for (const batch of batches) yield batch.filter(({ user_id }) => wanted.has(user_id));
  }
  for await (const slice of slices) yield theirs(slice);
}
