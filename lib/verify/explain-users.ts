import type { FieldDifference } from './explain-line.js';
import { quoteUser } from './quote.js';
import type { SummaryReader } from './summary-file.js';
import { findUser } from './summary-text.js';

/** The files, and where in both the lines of different users begin. */
export interface Place {
  readonly output: SummaryReader;
  readonly reference: SummaryReader;
  readonly lineStart: number;
}

/**
 * Says why another user stands here than expected; undefined is the end of the file. Looks for each user in the other
 * file, as neither need be in an order that is known.
 */
export async function explainUsers(
  { output, reference, lineStart }: Place,
  found: string | undefined,
  expected: string | undefined,
): Promise<FieldDifference> {
  const inReference = found === undefined ? undefined : await findUser(reference, found);
  const inOutput = expected === undefined ? undefined : await findUser(output, expected);
  const say = (message: string): FieldDifference => ({ message, found, expected });

  if (expected !== undefined && inOutput === undefined) {
    const instead = found === undefined ? 'the output ends here' : `here is user ${quoteUser(found)}`;
    return say(`user ${quoteUser(expected)} is missing: ${instead}`);
  }
  if (found !== undefined && inReference === undefined) {
    return say(`user ${quoteUser(found)} is not in the reference`);
  }
  if (found !== undefined && inReference! < lineStart) {
    return say(`user ${quoteUser(found)} has a second line`);
  }
  if (expected !== undefined && inOutput! < lineStart) {
    return say(`user ${quoteUser(expected)} has a second line in the reference`);
  }
  const hint = [found, expected].every((user) => /^-?[0-9]+$/.test(user ?? ''))
    ? '\n(there are two orders: by bytes, and numeric)'
    : '';
  return say(
    `the users are in another order: here is user ${quoteUser(found!)}, expected user ${quoteUser(expected!)}, who comes later${hint}`,
  );
}
