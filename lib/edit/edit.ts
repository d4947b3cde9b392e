import { SpillwayError } from '../errors.js';
import type { FieldMapping } from '../mapping/mapping.js';
import type { LineScanner } from '../parse/line-scanner.js';
import { ActivityBatch, type ValidBatch } from '../records/activity-batch.js';
import { requireInput } from '../require-input.js';
import { type Stage, stage } from '../stage.js';
import { type Edit, editBatch, editedScanner } from './edit-batch.js';

/**
 * ActivityBatch → ActivityBatch, between `validate` and `aggregate`: calls a function with each activity, in the order of the
 * source. It returns the activity as it is, an object with the fields to change (those that it leaves out stay, one that is
 * `undefined` goes), a list of these, or undefined to drop it; or a promise, which is waited for. The activity is a view: it
 * holds until the function has returned. Positions, counts of lines, rejects and resuming stay exact, provided that the
 * function always does the same.
 *
 * With a mapping, the fields to change are those of the plain input, as the mapping found them; any other name is a member of the
 * record. What is not changed stays, so that measures and timelines find it. Measures read the changed record, but where the mapping
 * has forms (JSON in strings, lists), they keep the values that were read from the source.
 *
 * Errors: `bad-option`, `bad-pipeline` (a batch that `validate` has not seen), `bad-activity` (what the function made of an
 * activity is none), and what the function throws.
 */
export function edit(change: Edit): Stage<ValidBatch, ValidBatch> {
  if (typeof change !== 'function') {
    throw new SpillwayError('bad-option', 'edit: the first argument must be a function');
  }
  return stage<ValidBatch, ValidBatch>(async function* (source) {
    let mapping: FieldMapping | undefined;
    let scanner: LineScanner | undefined;
    try {
      for await (const batch of source) {
        const isValidated = batch instanceof ActivityBatch && batch.verdict !== undefined;
        requireInput(isValidated, 'edit', 'batches of validate(); put it before');
        if (batch.mapping !== mapping) {
          scanner?.close();
          scanner = undefined;
        }
        mapping = batch.mapping;
        yield await editBatch(batch, change, () => {
          scanner ??= editedScanner(mapping);
          return scanner;
        });
      }
    } finally {
      scanner?.close();
    }
  });
}
