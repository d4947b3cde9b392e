import type { FieldDifference } from './explain-line.js';
import { explainUsers, type UserSearch } from './explain-users.js';
import type { Fact, FactKey } from './fact.js';
import { quote, quoteName, quoteUser } from './quote.js';

/** Where else in both files something is said about what a fact is about. */
export interface FactSearch extends UserSearch {
  factInOutput(key: FactKey): Promise<'before' | 'after' | undefined>;
  factInReference(key: FactKey): Promise<'before' | 'after' | undefined>;
}

/** Two facts that differ, undefined at the end of a file, and the user of those before them, which are equal. */
export interface FactPair {
  readonly ours: Fact | undefined;
  readonly theirs: Fact | undefined;
  readonly user: string | undefined;
}

/** Says what differs, by user, kind and name. */
export async function explainFacts(
  search: FactSearch,
  { ours, theirs, user }: FactPair,
): Promise<FieldDifference> {
  if (ours?.user === theirs?.user) return explainFactsOf(search, ours, theirs);
  // The user goes on in one file alone.
  if (theirs !== undefined && theirs.user === user) return explainFactsOf(search, undefined, theirs);
  if (ours !== undefined && ours.user === user) return explainFactsOf(search, ours, undefined);
  return explainUsers(search, ours?.user, theirs?.user);
}

/** Of one user. */
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
        ? `${label(ours)} is counted ${ours.value}, expected ${theirs.value}`
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
  if (inReference === 'before') return say(`${label(ours!)} comes a second time`);
  if (inOutput === 'before') return say(`${label(theirs!)} comes a second time in the reference`);
  if (ours === undefined || theirs === undefined) {
    return say(
      `what is said of the user does not stand together in ${ours === undefined ? 'the output' : 'the reference'}`,
    );
  }
  return say(`the names are in another order: ${label(ours)} stands where ${label(theirs)} is expected`);
}

function label({ kind, name }: Fact): string {
  return kind === '' ? 'a row without a name' : `${kind} ${quoteName(name)}`;
}
