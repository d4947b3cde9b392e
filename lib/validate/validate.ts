import type { RejectsSink } from '../checkpoint/rejects-file.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import { DELIMITER_POLICIES } from '../format/output-format.js';
import { OptionReader } from '../options.js';
import type { ParsedBatch, ValidBatch } from '../records/activity-batch.js';
import type { Reject } from '../records/reject.js';
import { type Stage, stage } from '../stage.js';
import { RejectLimit } from './reject-limit.js';
import { RejectsOutput } from './rejects-output.js';
import { validateBatches } from './validate-batches.js';

/** Called with the rejects of a batch that has some, in source order. What it returns is waited for. */
export type OnRejects = (rejects: readonly Reject[]) => unknown;

export interface ValidateOptions {
  /** `,` `=` LF or CR in a text: leave it to `format` to `'escape'` them (default), or `'reject'` the line. */
  readonly delimiters?: DelimiterPolicy | undefined;
  /**
   * Where rejected lines go. A path: a file of one JSON object a line, replaced when the source has ended. A RejectsSink,
   * such as a checkpoint's `rejects`: it takes the rejects of each batch, even if there are none. Or a function, which is called
   * with rejects as they come, and waited for. Default: rejected lines are only counted.
   */
  readonly rejects?: string | RejectsSink | OnRejects | undefined;
  /** How many lines may be rejected, including those of `rejected`; one more is `too-many-rejects`. Default: any number. */
  readonly maxRejects?: number | undefined;
  /** How many lines earlier starts of the same job rejected. Default 0. */
  readonly rejected?: number | undefined;
}

const ANY = Number.MAX_SAFE_INTEGER;

/**
 * ActivityBatch → ActivityBatch: decides for each line whether it counts, is skipped (it has no user, or the mapping ignores
 * its type) or is rejected. Only valid records pass, with a `verdict` on the others. A batch that loses none keeps its columns.
 *
 * Errors: `bad-option`, `bad-pipeline` (what comes is no batch, or was validated before), `too-many-rejects`,
 * `output-failed` (the rejects file), and any error of a RejectsSink.
 */
export function validate(options: ValidateOptions = {}): Stage<ParsedBatch, ValidBatch> {
  const reader = new OptionReader('validate', options);
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'escape', DELIMITER_POLICIES);
  const given = reader.raw('rejects');
  const custom = isSink(given) ? given : typeof given === 'function' ? sinkOf(given as OnRejects) : undefined;
  const path = custom === undefined ? reader.path('rejects') : undefined;
  const maxRejects = reader.integer('maxRejects', ANY, { min: 0, max: ANY });
  const rejected = reader.integer('rejected', 0, { min: 0, max: ANY });
  reader.done();

  return stage<ParsedBatch, ValidBatch>(async function* (source) {
    const file = path === undefined ? undefined : new RejectsOutput(path);
    const sink = file ?? custom;
    const limit = new RejectLimit(maxRejects, rejected);
    try {
      yield* validateBatches(source, { delimiters, sink, limit });
      await file?.finish();
    } finally {
      await file?.abort();
    }
  });
}

function sinkOf(onRejects: OnRejects): RejectsSink {
  return {
    length: 0,
    async write(rejects) {
      await onRejects(rejects);
      return 0;
    },
  };
}

function isSink(given: unknown): given is RejectsSink {
  return typeof (given as RejectsSink | null | undefined)?.write === 'function';
}
