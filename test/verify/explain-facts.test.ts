import test from 'ava';
import { explainFacts, type FactSearch } from '../../lib/verify/explain-facts.js';
import type { Fact } from '../../lib/verify/fact.js';

const RECORD = { start: 0, line: 1, text: '' };
const fact = (user: string, kind: Fact['kind'], name = '', value = ''): Fact => ({
  ...{ user, kind, name, value, record: RECORD },
});
/** A search that gives the same answer for every user and fact. */
const search = (found: 'before' | 'after' | undefined): FactSearch => {
  const find = async () => found;
  return { factInOutput: find, factInReference: find, userInOutput: find, userInReference: find };
};
const explain = (ours?: Fact, theirs?: Fact, found?: 'before' | 'after', user?: string) =>
  explainFacts(search(found), { ours, theirs, user });

test('a different value is explained with both sides', async (t) => {
  t.deepEqual(
    await explain(fact('7', 'attribute', 'city', 'Oslo'), fact('7', 'attribute', 'city', 'Bergen')),
    {
      ...{
        message: "user 7: attribute city is 'Oslo', expected 'Bergen'",
        found: 'Oslo',
        expected: 'Bergen',
      },
    },
  );
});

test('a fact that only one file has is explained as missing, extra, repeated or out of order', async (t) => {
  const [page, view] = [fact('7', 'event', 'page', '2'), fact('7', 'event', 'view', '3')];
  const message = async (...given: Parameters<typeof explain>) => (await explain(...given)).message;
  t.is(await message(view, page), 'user 7: event page is missing');
  t.is(await message(view, fact('7', '')), 'user 7: event view is not in the reference');
  t.is(await message(fact('7', ''), page), 'user 7: event page is missing');
  t.is(await message(fact('8', ''), page, undefined, '7'), 'user 7: event page is missing');
  t.is(await message(page, undefined, undefined, '7'), 'user 7: event page is not in the reference');
  t.is(await message(page, fact('8', ''), 'before', '7'), 'user 7: event page appears a second time');
  t.regex(
    await message(page, view, 'after'),
    /^user 7: the names are in a different order: found event page/,
  );
});

test('facts about different users are explained as a difference of users', async (t) => {
  const { message } = await explain(fact('8', ''), fact('7', ''), undefined, '6');
  t.is(message, 'user 7 is missing: found user 8 instead');
});
