import type { FieldDifference } from './explain-line.js';
import { quoteUser } from './quote.js';

/** Where else in both files a user is: before the place compared, or after it. Undefined if nowhere. */
export interface UserSearch {
  userInOutput(user: string): Promise<'before' | 'after' | undefined>;
  userInReference(user: string): Promise<'before' | 'after' | undefined>;
}

/**
 * Explains why a different user is found than expected; undefined stands for the end of the file. Searches for each user
 * in the other file, because neither file needs to be in a known order.
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
    const instead = found === undefined ? 'the output ends here' : `found user ${quoteUser(found)} instead`;
    return say(`user ${quoteUser(expected)} is missing: ${instead}`);
  }
  if (found !== undefined && inReference === undefined) {
    return say(`user ${quoteUser(found)} is not in the reference`);
  }
  if (found !== undefined && inReference === 'before') {
    return say(`user ${quoteUser(found)} appears a second time`);
  }
  if (expected !== undefined && inOutput === 'before') {
    return say(`user ${quoteUser(expected)} appears a second time in the reference`);
  }
  const hint = [found, expected].every((user) => /^-?[0-9]+$/.test(user ?? ''))
    ? '\n(a summary can be in byte order or in numeric order)'
    : '';
  return say(
    `the users are in a different order: found user ${quoteUser(found!)}, expected user ${quoteUser(expected!)}, who comes later${hint}`,
  );
}
