import type { Transform } from 'node:stream';
import type { RejectsSink } from '../checkpoint/rejects-file.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import { DELIMITER_POLICIES } from '../format/output-format.js';
import { OptionReader } from '../options.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { stage } from '../stage.js';
import { RejectLimit } from './reject-limit.js';
import { RejectsOutput } from './rejects-output.js';
import { validateBatches } from './validate-batches.js';

export interface ValidateOptions {
  /** `,` `=` LF or CR in a text: leave it to `format` to `'escape'` them (default), or `'reject'` the line. */
  readonly delimiters?: DelimiterPolicy | undefined;
  /**
   * Where rejected lines go. A path: a regular file, one JSON object a line, replaced whole when the source has ended.
   * A RejectsSink, such as a checkpoint's `rejects`: is given those of each batch, also where there are none.
   * Default: they are only counted.
   */
  readonly rejects?: string | RejectsSink | undefined;
  /** How many lines may be rejected, those of `rejected` included; one more is `too-many-rejects`. Default: any. */
  readonly maxRejects?: number | undefined;
  /** Lines that earlier runs of the same job rejected. Default 0. */
  readonly rejected?: number | undefined;
}

const ANY = Number.MAX_SAFE_INTEGER;

/**
 * ActivityBatch → ActivityBatch: decides for each line whether it counts, is skipped (it has no user, or is of a type that
 * the mapping has no use for) or is rejected.
 * What goes on are the valid records, with a `verdict` on the others; a batch without others keeps its columns.
 *
 * Errors: `bad-option`, `bad-pipeline` (what comes is no batch, or was validated before), `too-many-rejects`,
 * `output-failed` (the rejects file), and whatever a RejectsSink fails with.
 */
export function validate(options: ValidateOptions = {}): Transform {
  const reader = new OptionReader('validate', options);
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'escape', DELIMITER_POLICIES);
  const given = reader.raw('rejects');
  const custom = isSink(given) ? given : undefined;
  const path = custom === undefined ? reader.path('rejects') : undefined;
  const maxRejects = reader.integer('maxRejects', ANY, { min: 0, max: ANY });
  const rejected = reader.integer('rejected', 0, { min: 0, max: ANY });
  reader.done();

  return stage<ActivityBatch, ActivityBatch>(async function* (source) {
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

function isSink(given: unknown): given is RejectsSink {
  return typeof (given as RejectsSink | null | undefined)?.write === 'function';
}
