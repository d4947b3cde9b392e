import type { FileStretch, UserIndex } from '../runs/user-index.js';

/** Above this share of a slice, reading it whole is as fast. */
const WORTH_SEEKING = 1 / 2;

/** Of a slice, the stretches that may hold some users, ascending; all of it where that is nearly so much. */
export function stretchesOf(
  users: readonly Uint8Array[],
  slice: FileStretch,
  index: UserIndex,
): readonly FileStretch[] {
  const each = users.map((user) => index.blocksOf(user, slice)).filter(({ start, end }) => start < end);
  const joined: FileStretch[] = [];
  for (const stretch of each.sort((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last === undefined || stretch.start > last.end) joined.push(stretch);
    else if (stretch.end > last.end) joined.splice(-1, 1, { start: last.start, end: stretch.end });
  }
  const bytes = joined.reduce((sum, { start, end }) => sum + end - start, 0);
  return bytes > (slice.end - slice.start) * WORTH_SEEKING ? [slice] : joined;
}
