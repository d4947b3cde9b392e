import { type Slices, slicesOf, valuesOf } from '../async/slices.js';
import type { RejectsSink } from '../checkpoint/rejects-file.js';
import { SpillwayError } from '../errors.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import { ActivityBatch, type ValidBatch } from '../records/activity-batch.js';
import { requireInput } from '../require-input.js';
import { type Judgement, judgeBatch } from './judge-batch.js';
import type { RejectLimit } from './reject-limit.js';

export interface ValidateBatchesOptions {
  readonly delimiters: DelimiterPolicy;
  /** Takes the rejects of each batch, even if there are none, unless it has a `length`. */
  readonly sink: RejectsSink | undefined;
  readonly limit: RejectLimit;
}

/** The core of `validate`, which documents its errors. */
export function validateBatches(
  batches: AsyncIterable<ActivityBatch>,
  options: ValidateBatchesOptions,
): AsyncGenerator<ValidBatch, void, void> {
  return valuesOf(validateSlices(slicesOf(batches), options));
}

/** Like `validateBatches`, slice by slice. */
export async function* validateSlices(
  slices: AsyncIterable<Iterable<ActivityBatch>>,
  options: ValidateBatchesOptions,
): Slices<ValidBatch> {
  for await (const slice of slices) yield* validateSlice(slice, options);
}

/** As one slice, unless rejects have to be written in between. */
async function* validateSlice(
  slice: Iterable<ActivityBatch>,
  { delimiters, sink, limit }: ValidateBatchesOptions,
): Slices<ValidBatch> {
  const batches = slice[Symbol.iterator]();
  /** Of a batch whose rejects have to be written before it can be passed on. */
  let waiting: Judgement | undefined;
  function* untilRejects(): Generator<ValidBatch, void, void> {
    for (let next = batches.next(); next.done !== true; next = batches.next()) {
      requireUnjudged(next.value);
      const judgement = judgeBatch(next.value, delimiters);
      if (sink !== undefined && (sink.length === undefined || judgement.rejects.length > 0)) {
        waiting = judgement;
        return;
      }
      limit.count(judgement.rejects, next.value.unit);
      yield withVerdict(judgement, sink?.length ?? 0);
    }
  }

  try {
    do {
      waiting = undefined;
      yield untilRejects();
      // Said again, because what the slice has done is not known here.
      const judgement = waiting as Judgement | undefined;
      if (judgement === undefined) continue;
      const batch = withVerdict(judgement, await sink!.write(judgement.rejects));
      limit.count(judgement.rejects, batch.unit);
      yield [batch];
    } while (waiting !== undefined);
  } finally {
    batches.return?.();
  }
}

function withVerdict({ valid, ...rest }: Judgement, rejectsLength: number): ValidBatch {
  return new ActivityBatch(valid, { ...rest, rejectsLength }) as ValidBatch;
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
