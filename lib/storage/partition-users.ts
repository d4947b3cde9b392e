import { compareUsers, type UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import type { RunFooter } from './run-format.js';

/**
 * Cuts the users of all runs into at most `parts` consecutive ranges that hold about equally many bytes: exact to a
 * block of each run, for that is what the footers tell. There are fewer where a single user takes more than a part.
 */
export function partitionUsers(
  footers: readonly Pick<RunFooter, 'blocks' | 'end'>[],
  order: UserOrder,
  parts: number,
): UserRange[] {
  const blocks = footers.flatMap(({ blocks, end }) =>
    blocks.map(({ offset, firstUser }, index) => ({
      user: firstUser,
      bytes: (blocks[index + 1]?.offset ?? end) - offset,
    })),
  );
  blocks.sort((a, b) => compareUsers(a.user, b.user, order));
  const share = blocks.reduce((sum, { bytes }) => sum + bytes, 0) / parts;
  const cuts: Uint8Array[] = [];
  let passed = 0;
  for (const { user, bytes } of blocks) {
    const last = cuts.at(-1) ?? blocks[0]!.user;
    const due = cuts.length < parts - 1 && passed >= share * (cuts.length + 1);
    if (due && compareUsers(last, user, order) < 0) cuts.push(user);
    passed += bytes;
  }
  return [undefined, ...cuts].map((from, index) => ({ from, before: cuts[index] }));
}
