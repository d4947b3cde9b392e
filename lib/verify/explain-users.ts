import type { FieldDifference } from './explain-line.js';
import { quoteUser } from './quote.js';

/** Where else in both files a user is: before the place that is compared, or behind it. */
export interface UserSearch {
  userInOutput(user: string): Promise<'before' | 'after' | undefined>;
  userInReference(user: string): Promise<'before' | 'after' | undefined>;
}

/**
 * Says why another user stands here than expected; undefined is the end of the file. Looks for each user in the other
 * file, as neither need be in an order that is known.
 */
export async function explainUsers(
  search: UserSearch,
  found: string | undefined,
  expected: string | undefined,
): Promise<FieldDifference> {
  const inReference = found === undefined ? undefined : await search.userInReference(found);
  const inOutput = expected === undefined ? undefined : await search.userInOutput(expected);
  const say = (message: string): FieldDifference => ({ message, found, expected });

  if (expected !== undefined && inOutput === undefined) {
    const instead = found === undefined ? 'the output ends here' : `here is user ${quoteUser(found)}`;
    return say(`user ${quoteUser(expected)} is missing: ${instead}`);
  }
  if (found !== undefined && inReference === undefined) {
    return say(`user ${quoteUser(found)} is not in the reference`);
  }
  if (found !== undefined && inReference === 'before') {
    return say(`user ${quoteUser(found)} comes a second time`);
  }
  if (expected !== undefined && inOutput === 'before') {
    return say(`user ${quoteUser(expected)} comes a second time in the reference`);
  }
  const hint = [found, expected].every((user) => /^-?[0-9]+$/.test(user ?? ''))
    ? '\n(there are two orders: by bytes, and numeric)'
    : '';
  return say(
    `the users are in another order: here is user ${quoteUser(found!)}, expected user ${quoteUser(expected!)}, who comes later${hint}`,
  );
}
