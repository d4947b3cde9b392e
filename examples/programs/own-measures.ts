// Adds up what each user paid, in memory: node own-measures.js messages.data
import { createReadStream } from 'node:fs';
import { chain, parse, type ValidBatch, validate } from 'spillway';

const paid = new Map<string, number>();
await chain(
  createReadStream(process.argv[2] ?? 'messages.data'),
  parse(),
  validate(),
  async (batches: AsyncIterable<ValidBatch>) => {
    for await (const batch of batches) {
      for (const { type, user_id, data } of batch) {
        const price = type === 'event' ? Number((data as { price?: number } | undefined)?.price ?? 0) : 0;
        if (price > 0) paid.set(user_id, (paid.get(user_id) ?? 0) + price);
      }
    }
  },
);
for (const [user, sum] of paid) console.log(user, sum);
