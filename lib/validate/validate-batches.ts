import type { RejectsSink } from '../checkpoint/rejects-file.js';
import { SpillwayError } from '../errors.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import { ActivityBatch } from '../records/activity-batch.js';
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
): AsyncGenerator<ActivityBatch, void, void> {
  for await (const batch of batches) {
    requireUnjudged(batch);
    const { valid, anonymous, ignored, ignoredTypes, rejects } = judgeBatch(batch, delimiters);
    const rejectsLength = (await sink?.write(rejects)) ?? 0;
    limit.count(rejects, batch.unit);
    yield new ActivityBatch(valid, { anonymous, ignored, ignoredTypes, rejects, rejectsLength });
  }
}

/** A batch that was judged twice would lose the rejects and counts of its first verdict. */
function requireUnjudged(batch: unknown): void {
  if (!(batch instanceof ActivityBatch)) {
    throw new SpillwayError(
      'bad-pipeline',
      'validate: what comes must be batches of parse() or fromActivities()',
    );
  }
  if (batch.verdict !== undefined) {
    throw new SpillwayError(
      'bad-pipeline',
      'validate: the batches have been validated before; once is enough',
    );
  }
}
