import test from 'ava';
import fc from 'fast-check';
import { quote, quoteUser } from '../../lib/verify/quote.js';
import { anyCharacter } from '../support/any-character.js';

/** A text of a summary: one character per byte. */
const bytes = (text: string) => Buffer.from(text).toString('latin1');

test('a short text is quoted whole, decoded as UTF-8 if it is valid', (t) => {
  t.is(quote(bytes('Zürich 😀')), "'Zürich 😀'");
  t.is(quote(bytes('a\tb\u200b')), "'a\\u{9}b\\u{200b}'");
  t.is(quote('\xff\xfea'), "'\\xff\\xfea'");
});

test('a long text is cut to the part around the first difference', (t) => {
  const text = `${'x'.repeat(100)}y${'z'.repeat(100)}`;
  t.is(quote(text, `${'x'.repeat(100)}q`), `'…${'x'.repeat(20)}y${'z'.repeat(39)}…'`);
  t.is(quote(text), `'${'x'.repeat(60)}…'`);
  t.is(quote(text, text), `'…${'z'.repeat(60)}'`);
});

test('no character is cut in two, and no control character is shown as such', (t) =>
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter, minLength: 50, maxLength: 200 }),
      fc.nat(200),
      (text, equal) => {
        const whole = bytes(text);
        const shown = quote(whole, whole.slice(0, equal));
        // Half a character would appear as escaped bytes.
        if (!text.includes('\\x')) t.false(shown.includes('\\x'));
        t.notRegex(shown, /\p{Cc}/u);
        t.true(shown.length < 1000);
      },
    ),
    { numRuns: 50 },
  ));

test('a user id is quoted only if it has unusual characters', (t) => {
  t.is(quoteUser('a.b@c:d+e-1'), 'a.b@c:d+e-1');
  t.is(quoteUser('a b'), "'a b'");
  t.is(quoteUser(''), "''");
});
