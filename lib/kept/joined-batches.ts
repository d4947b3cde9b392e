import { SummaryBatch } from '../records/summary-batch.js';

/** Joins small batches, which may hold one user each, into batches of at most `bytes`. Each is valid until the next one is requested. */
export async function* joinedBatches(
  batches: AsyncIterable<SummaryBatch>,
  bytes: number,
): AsyncGenerator<SummaryBatch, void, void> {
  const buffer = new Uint8Array(bytes);
  let [used, users] = [0, 0];
  for await (const batch of batches) {
    if (used + batch.bytes.length > bytes) {
      if (used > 0) yield new SummaryBatch(buffer.subarray(0, used), users);
      [used, users] = [0, 0];
    }
    if (batch.bytes.length > bytes) yield batch;
    else {
      buffer.set(batch.bytes, used);
      used += batch.bytes.length;
      users += batch.users;
    }
  }
  if (used > 0) yield new SummaryBatch(buffer.subarray(0, used), users);
}
