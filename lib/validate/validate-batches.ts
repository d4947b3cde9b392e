import type { RejectsSink } from '../checkpoint/rejects-file.js';
import { SpillwayError } from '../errors.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import { ActivityBatch, type ValidBatch } from '../records/activity-batch.js';
import { requireInput } from '../require-input.js';
import { judgeBatch } from './judge-batch.js';
import type { RejectLimit } from './reject-limit.js';

export interface ValidateBatchesOptions {
  readonly delimiters: DelimiterPolicy;
  /** Takes the rejects of each batch, even if there are none. */
  readonly sink: RejectsSink | undefined;
  readonly limit: RejectLimit;
}

/** The core of `validate`, which documents its errors. */
export async function* validateBatches(
  batches: AsyncIterable<ActivityBatch>,
  { delimiters, sink, limit }: ValidateBatchesOptions,
): AsyncGenerator<ValidBatch, void, void> {
  for await (const batch of batches) {
    requireUnjudged(batch);
    const { valid, anonymous, ignored, ignoredTypes, rejects } = judgeBatch(batch, delimiters);
    const rejectsLength = (await sink?.write(rejects)) ?? 0;
    limit.count(rejects, batch.unit);
    const verdict = { anonymous, ignored, ignoredTypes, rejects, rejectsLength };
    yield new ActivityBatch(valid, verdict) as ValidBatch;
  }
}

/** A batch that was judged twice would lose the rejects and counts of its first verdict. */
function requireUnjudged(batch: unknown): void {
  const isBatch = batch instanceof ActivityBatch;
  requireInput(isBatch, 'validate', 'batches of parse() or fromActivities()');
  if ((batch as ActivityBatch).verdict !== undefined) {
    throw new SpillwayError(
      'bad-pipeline',
      'validate: the batches have been validated before; once is enough',
    );
  }
}
