import type { FieldDifference } from './explain-line.js';
import { explainUsers, type UserSearch } from './explain-users.js';
import type { Fact, FactKey } from './fact.js';
import { quote, quoteName, quoteUser } from './quote.js';

/** Where else in both files there is a fact about the same user, kind and name: before the place compared, or after it. */
export interface FactSearch extends UserSearch {
  factInOutput(key: FactKey): Promise<'before' | 'after' | undefined>;
  factInReference(key: FactKey): Promise<'before' | 'after' | undefined>;
}

/** The first two facts that differ (undefined at the end of a file), and the user of the equal facts before them. */
export interface FactPair {
  readonly ours: Fact | undefined;
  readonly theirs: Fact | undefined;
  readonly user: string | undefined;
}

/** Explains the difference, by user, kind and name. */
export async function explainFacts(
  search: FactSearch,
  { ours, theirs, user }: FactPair,
): Promise<FieldDifference> {
  if (ours?.user === theirs?.user) return explainFactsOf(search, ours, theirs);
  // One file has more facts about the same user.
  if (theirs !== undefined && theirs.user === user) return explainFactsOf(search, undefined, theirs);
  if (ours !== undefined && ours.user === user) return explainFactsOf(search, ours, undefined);
  return explainUsers(search, ours?.user, theirs?.user);
}

/** Explains a difference in what is said about one user. */
async function explainFactsOf(
  search: FactSearch,
  ours: Fact | undefined,
  theirs: Fact | undefined,
): Promise<FieldDifference> {
  const say = (message: string): FieldDifference => ({
    message: `user ${quoteUser((ours ?? theirs)!.user)}: ${message}`,
    found: ours?.value,
    expected: theirs?.value,
  });
  if (ours !== undefined && ours.kind === theirs?.kind && ours.name === theirs.name) {
    return say(
      ours.kind === 'event'
        ? `${label(ours)} has count ${ours.value}, expected ${theirs.value}`
        : `${label(ours)} is ${quote(ours.value, theirs.value)}, expected ${quote(theirs.value, ours.value)}`,
    );
  }
  const inOutput = theirs && (await search.factInOutput(theirs));
  const inReference = ours && (await search.factInReference(ours));
  if (theirs !== undefined && theirs.kind !== '' && inOutput === undefined)
    return say(`${label(theirs)} is missing`);
  if (ours !== undefined && ours.kind !== '' && inReference === undefined) {
    return say(`${label(ours)} is not in the reference`);
  }
  if (inReference === 'before') return say(`${label(ours!)} appears a second time`);
  if (inOutput === 'before') return say(`${label(theirs!)} appears a second time in the reference`);
  if (ours === undefined || theirs === undefined) {
    return say(
      `the entries of the user are not all together in ${ours === undefined ? 'the output' : 'the reference'}`,
    );
  }
  return say(`the names are in a different order: found ${label(ours)} where ${label(theirs)} is expected`);
}

function label({ kind, name }: Fact): string {
  return kind === '' ? 'a row without a name' : `${kind} ${quoteName(name)}`;
}
