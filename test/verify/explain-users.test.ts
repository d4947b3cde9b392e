import test from 'ava';
import { explainUsers } from '../../lib/verify/explain-users.js';

type Place = 'before' | 'after' | undefined;

/** Explains a difference of users, of whom `places` says where else they are. */
async function explain(
  found: string | undefined,
  expected: string | undefined,
  places: { readonly foundInReference?: Place; readonly expectedInOutput?: Place } = {},
) {
  const asked: string[] = [];
  const search = {
    userInOutput: async (user: string) => {
      asked.push(`output ${user}`);
      return places.expectedInOutput;
    },
    userInReference: async (user: string) => {
      asked.push(`reference ${user}`);
      return places.foundInReference;
    },
  };
  const { message, ...sides } = await explainUsers(search, found, expected);
  return { message, sides, asked };
}

test('a user who is nowhere in the output is missing', async (t) => {
  const { message, sides } = await explain('17', '10', { foundInReference: 'after' });
  t.is(message, 'user 10 is missing: found user 17 instead');
  t.deepEqual(sides, { found: '17', expected: '10' });
  t.is((await explain(undefined, '10')).message, 'user 10 is missing: the output ends here');
});

test('a user who is nowhere in the reference is not in it, even at the end of the reference', async (t) => {
  t.is((await explain('14', '17', { expectedInOutput: 'after' })).message, 'user 14 is not in the reference');
  t.is((await explain('14', undefined)).message, 'user 14 is not in the reference');
});

test('if each user is in one file only, the missing one is reported', async (t) => {
  t.is((await explain('14', '17')).message, 'user 17 is missing: found user 14 instead');
});

test('a user who was there before appears a second time, in the output or in the reference', async (t) => {
  t.is(
    (await explain('7', '8', { foundInReference: 'before', expectedInOutput: 'after' })).message,
    'user 7 appears a second time',
  );
  t.is(
    (await explain('7', undefined, { foundInReference: 'before' })).message,
    'user 7 appears a second time',
  );
  t.is(
    (await explain('7', '8', { foundInReference: 'after', expectedInOutput: 'before' })).message,
    'user 8 appears a second time in the reference',
  );
  t.is(
    (await explain(undefined, '8', { expectedInOutput: 'before' })).message,
    'user 8 appears a second time in the reference',
  );
});

test('users who both come later are in a different order, and whole numbers get a hint about the two orders', async (t) => {
  const both = { foundInReference: 'after', expectedInOutput: 'after' } as const;
  t.is(
    (await explain('2', '-10', both)).message,
    'the users are in a different order: found user 2, expected user -10, who comes later\n(a summary can be in byte order or in numeric order)',
  );
  t.is(
    (await explain('2', 'a b', both)).message,
    "the users are in a different order: found user 2, expected user 'a b', who comes later",
  );
});

test('each user is looked for in the other file, and the end of a file in neither', async (t) => {
  t.deepEqual((await explain('2', '10')).asked, ['reference 2', 'output 10']);
  t.deepEqual((await explain(undefined, '10')).asked, ['output 10']);
  t.deepEqual((await explain('2', undefined)).asked, ['reference 2']);
});
