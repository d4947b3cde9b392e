import type { Slices } from '../../async/slices.js';
import { RECORD_WORDS } from '../../kernel/layout/columns.js';
import { ActivityBatch } from '../../records/activity-batch.js';
import { isSameLine } from '../../records/same-line.js';

/** The first `most` lines of batches that hold every line that is not blank; then it ends, and reads no further. */
export async function* firstLines(slices: Slices<ActivityBatch>, most: number): Slices<ActivityBatch> {
  let left = most;
  function* begin(batches: Iterable<ActivityBatch>): Generator<ActivityBatch, void, void> {
    for (const batch of batches) {
      const { records, lines } = recordsOfLines(batch, left);
      left -= lines;
      yield records * RECORD_WORDS === batch.records.length ? batch : beginningOf(batch, records);
      if (left === 0) return;
    }
  }
  if (left === 0) return;
  for await (const slice of slices) {
    yield begin(slice);
    if (left === 0) return;
  }
}

/** How many records the first lines of a batch are, and how many lines: `most`, or fewer if there are fewer. */
function recordsOfLines({ records }: ActivityBatch, most: number): { records: number; lines: number } {
  let lines = 0;
  const count = records.length / RECORD_WORDS;
  for (let index = 0; index < count; index++) {
    if (isSameLine(records, index)) continue;
    if (lines === most) return { records: index, lines };
    lines++;
  }
  return { records: count, lines };
}

function beginningOf(batch: ActivityBatch, records: number): ActivityBatch {
  return new ActivityBatch({
    ...batch,
    records: batch.records.subarray(0, records * RECORD_WORDS),
    timestamps: batch.timestamps.subarray(0, records),
  });
}
