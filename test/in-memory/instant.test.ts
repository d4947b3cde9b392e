import test from 'ava';
import fc from 'fast-check';
import { instantOf } from '../../lib/in-memory/instant.js';

test('instants that JavaScript writes are read, in any year', (t) =>
  fc.assert(
    fc.property(
      fc.date({
        noInvalidDate: true,
        min: new Date('0000-01-01'),
        max: new Date('9999-12-31T23:59:59.999Z'),
      }),
      (date) => t.is(instantOf(date.toISOString()), date.getTime()),
    ),
    { numRuns: 500 },
  ));

test('an instant is the same in every offset', (t) => {
  const instant = Date.UTC(2015, 11, 10, 4, 8, 31, 905);
  const texts = ['2015-12-10T04:08:31.905Z', '2015-12-10 04:08:31.905', '2015-12-10t04:08:31,905000000z'];
  for (const text of [
    ...texts,
    '2015-12-10T05:38:31.905+01:30',
    '2015-12-09T20:08:31.905-0800',
    '2015-12-10T05:08:31.905+01',
    '2015-12-10 04:08:31.905 UTC',
    '2015-12-10 04:08:31.905 GMT',
    '2015-12-10 04:08:31.905 +0000',
    '2015-12-10T05:08:31.905 +01:00',
  ]) {
    t.is(instantOf(text), instant, text);
  }
  t.is(instantOf('2015-12-10T04:08Z'), Date.UTC(2015, 11, 10, 4, 8));
  t.is(instantOf('2015-12-10'), Date.UTC(2015, 11, 10));
  t.is(instantOf('2016-12-31T23:59:60Z'), Date.UTC(2017, 0, 1));
});

test('microseconds differ, and finer fractions never go backwards', (t) => {
  const at = (fraction: string) => instantOf(`2026-11-24T00:00:00.${fraction}Z`)!;
  t.true(at('000001') < at('000002') && at('999998') < at('999999') && at('999999') < at('0') + 1000);
  fc.assert(
    fc.property(fc.nat(999_999_998), fc.integer({ min: 1, max: 2000 }), (nanoseconds, more) => {
      const fraction = (value: number) => String(Math.min(value, 999_999_999)).padStart(9, '0');
      t.true(at(fraction(nanoseconds)) <= at(fraction(nanoseconds + more)));
    }),
  );
});

test('texts that are not times have no instant', (t) => {
  for (const text of [
    '',
    '2015',
    '2015-02-29',
    '2015-12-10T24:00Z',
    '2015-12-10T04:08:31.905+24:00',
    '2015-12-10T04:08:31Zx',
    'now',
  ]) {
    t.is(instantOf(text), undefined, text);
  }
});
