import test from 'ava';
import fc from 'fast-check';
import type { DelimiterPolicy } from '../../lib/format/output-format.js';
import { explainDivergence } from '../../lib/verify/explain-divergence.js';
import { firstDivergence } from '../../lib/verify/first-divergence.js';
import { LONGEST_LINE } from '../../lib/verify/summary-text.js';
import { readerOf } from '../support/summary-reader.js';

async function explain(ours: string, theirs: string, delimiters: DelimiterPolicy = 'reject') {
  const [output, reference] = [readerOf(ours), readerOf(theirs)];
  const divergence = await firstDivergence(output, reference);
  if ('bytes' in divergence) throw new Error('the files are equal');
  return explainDivergence(output, reference, divergence, delimiters);
}

test('a difference within a line names its user, and has both sides', async (t) => {
  t.deepEqual(await explain('1,,a=1\n2,city=Oslo,\n', '1,,a=1\n2,city=Bergen,\n'), {
    message: "user 2: attribute city is 'Oslo', expected 'Bergen'",
    found: 'Oslo',
    expected: 'Bergen',
  });
});

test('users are searched for before and after the line that differs', async (t) => {
  const message = async (...files: [string, string]) => (await explain(...files)).message;
  t.is(await message('1,,\n3,,\n', '1,,\n2,,\n3,,\n'), 'user 2 is missing: found user 3 instead');
  t.is(await message('1,,\n2,,\n3,,\n', '1,,\n3,,\n'), 'user 2 is not in the reference');
  t.is(await message('1,,\n1,,\n2,,\n', '1,,\n2,,\n'), 'user 1 appears a second time');
  t.is(await message('1,,\n2,,\n', '1,,\n1,,\n2,,\n'), 'user 1 appears a second time in the reference');
  t.regex(
    await message('b,,\na,,\n', 'a,,\nb,,\n'),
    /^the users are in a different order: found user b, expected user a/,
  );
});

test('a file that ends at a line end misses the next user, or has one too many', async (t) => {
  t.deepEqual(await explain('1,,\n', '1,,\n2,,\n'), {
    message: 'user 2 is missing: the output ends here',
    found: undefined,
    expected: '2',
  });
  t.is((await explain('1,,\n2,,\n', '1,,\n')).message, 'user 2 is not in the reference');
});

test('a file that ends within a line breaks off, even if its end looks like another user', async (t) => {
  t.is((await explain('1,,\n2', '1,,\n23,a=b,\n')).message, "user 23: the output breaks off after '2'");
  t.is((await explain('23,a=b,\n', '23,a')).message, "user 23: the reference breaks off after '23,a'");
  t.is((await explain('1,a=b,', '1,a=b,\n')).message, 'user 1: the last line of the output has no line end');
  t.is(
    (await explain('1,a=b,\n', '1,a=b,')).message,
    'user 1: the last line of the reference has no line end',
  );
});

test('an escaped comma belongs to the user only under the policy escape', async (t) => {
  const files = ['a\\,b,x=1,\n', 'a\\,b,x=2,\n'] as const;
  t.is((await explain(...files, 'escape')).message, "user 'a\\,b': attribute x is '1', expected '2'");
  t.regex((await explain(...files, 'reject')).message, /^user 'a\\':/);
});

test('a line that is longer than what is held is reported by the byte within it', async (t) => {
  const line = (end: string) => `7,a=${'x'.repeat(LONGEST_LINE)}${end},\n`;
  t.is(
    (await explain(`1,,\n${line('y')}`, `1,,\n${line('z')}`)).message,
    `user 7: the line is too long to explain: it differs at its byte ${4 + LONGEST_LINE}`,
  );
});

test('any two different files have an explanation that names a user', (t) => {
  const file = fc
    .array(fc.constantFrom('1', '2', 'a', ',', '=', '\n', '\r', '\\'), { maxLength: 16 })
    .map((texts) => texts.join(''));
  return fc.assert(
    fc.asyncProperty(file, file, fc.constantFrom('reject', 'escape'), async (ours, theirs, delimiters) => {
      fc.pre(ours !== theirs);
      const { message } = await explain(ours, theirs, delimiters);
      t.regex(message, /^(user |the users are)/);
    }),
    { numRuns: 300 },
  );
});
