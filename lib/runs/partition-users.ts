import type { UserRange } from '../records/user-range.js';
import type { RunSet } from './run-set.js';

/**
 * Cuts the users of all runs into consecutive ranges of about the given sizes in bytes. It cuts only where all runs are cut,
 * so that no two parts read the same block. There are fewer ranges if a single partition is larger than a part.
 */
export function partitionUsers(
  { intervals }: Pick<RunSet, 'intervals'>,
  sizes: readonly number[],
): UserRange[] {
  const cuts: Uint8Array[] = [];
  let end = sizes[0] ?? 0;
  let passed = 0;
  for (const { from, bytes } of intervals) {
    if (from !== undefined && passed > 0 && cuts.length < sizes.length - 1 && passed >= end) {
      cuts.push(from);
      end = passed + sizes[cuts.length]!;
    }
    passed += bytes;
  }
  return [undefined, ...cuts].map((from, index) => ({ from, before: cuts[index] }));
}
