import { compareUsers, type UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import type { RunFooter } from './run-format.js';

/**
 * Cuts the users of all runs into consecutive ranges that hold about so many bytes each as `sizes` say: exact to a block
 * of each run, for that is what the footers tell. There are fewer where a single user takes more than a part.
 */
export function partitionUsers(
  footers: readonly Pick<RunFooter, 'blocks' | 'end'>[],
  order: UserOrder,
  sizes: readonly number[],
): UserRange[] {
  const blocks = footers.flatMap(({ blocks, end }) =>
    blocks.map(({ offset, firstUser }, index) => ({
      user: firstUser,
      bytes: (blocks[index + 1]?.offset ?? end) - offset,
    })),
  );
  blocks.sort((a, b) => compareUsers(a.user, b.user, order));
  const cuts: Uint8Array[] = [];
  let end = sizes[0] ?? 0;
  let passed = 0;
  for (const { user, bytes } of blocks) {
    const last = cuts.at(-1) ?? blocks[0]!.user;
    const due = cuts.length < sizes.length - 1 && passed >= end;
    if (due && compareUsers(last, user, order) < 0) {
      cuts.push(user);
      end = passed + sizes[cuts.length]!;
    }
    passed += bytes;
  }
  return [undefined, ...cuts].map((from, index) => ({ from, before: cuts[index] }));
}
