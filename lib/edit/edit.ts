import { SpillwayError } from '../errors.js';
import { LineScanner } from '../parse/line-scanner.js';
import { ActivityBatch, type ValidBatch } from '../records/activity-batch.js';
import { requireInput } from '../require-input.js';
import { type Stage, stage } from '../stage.js';
import { type Edit, editBatch } from './edit-batch.js';

/** The longest line that `parse` can be told to read. */
const MAX_LINE = 2 ** 28;

/**
 * ActivityBatch → ActivityBatch, between `validate` and `aggregate`: calls a function with each activity, in the order of the
 * source. It returns the activity as it is, an object with the fields to change (those that it leaves out stay, one that is
 * `undefined` goes), a list of these, or undefined to drop it; or a promise, which is waited for. The activity is a view: it
 * holds until the function has returned. Positions, counts of lines, rejects and resuming stay exact, provided that the
 * function always does the same.
 *
 * With a mapping, an activity with changes is a plain record of the fields that the mapping found.
 *
 * Errors: `bad-option`, `bad-pipeline` (a batch that `validate` has not seen), `bad-activity` (what the function made of an
 * activity is none), and what the function throws.
 */
export function edit(change: Edit): Stage<ValidBatch, ValidBatch> {
  if (typeof change !== 'function') {
    throw new SpillwayError('bad-option', 'edit: the first argument must be a function');
  }
  return stage<ValidBatch, ValidBatch>(async function* (source) {
    const scanner = new LineScanner({ maxLine: MAX_LINE });
    for await (const batch of source) {
      const isValidated = batch instanceof ActivityBatch && batch.verdict !== undefined;
      requireInput(isValidated, 'edit', 'batches of validate(); put it before');
      yield await editBatch(batch, change, scanner);
    }
  });
}
