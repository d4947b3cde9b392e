import test from 'ava';
import { readMapping, withMeasures, writtenMapping } from '../../lib/mapping/read-mapping.js';

const plain = (measures: unknown) => readMapping('m', { preset: 'plain', measures } as unknown);

test('measures are ordered by the bytes of their names', (t) => {
  const mapping = plain({ '\u{10000}': { sum: 'a' }, '\uffff': { sum: 'a' }, Z: { sum: 'a' } });
  t.deepEqual(
    mapping?.measures?.map(({ name }) => name),
    ['Z', '\uffff', '\u{10000}'],
  );
});

test('no measures are none', (t) => {
  t.is(plain({})?.measures, undefined);
  t.is(plain(undefined)?.measures, undefined);
});

test('values of min and max are times where all their paths are timestamps of ISO 8601', (t) => {
  const times = (measures: object) =>
    readMapping('m', { preset: 'rudderstack', measures } as unknown)?.measures?.map((each) => each.times);
  t.deepEqual(times({ a: { max: 'timestamp' }, b: { min: ['originalTimestamp', 'timestamp'] } }), [
    true,
    true,
  ]);
  t.deepEqual(times({ a: { max: 'price' }, b: { latest: 'timestamp' } }), [false, false]);
  t.throws(() => times({ a: { max: ['timestamp', 'price'] } }), { message: /timestamp and price/ });
  t.deepEqual(plain({ a: { max: ['timestamp', 'price'] } })?.measures?.[0]?.times, false);
});

const REFUSED: readonly (readonly [measures: unknown, message: RegExp])[] = [
  [7, /measures must be an object/],
  [[], /measures must be an object/],
  [{ '': { sum: 'a' } }, /names that are Unicode and not empty/],
  [{ '\ud800': { sum: 'a' } }, /names that are Unicode/],
  [{ a: {} }, /one of sum, min, max, earliest, latest, distinct/],
  [{ a: { sum: 'a', max: 'a' } }, /exactly one.*sum and max/],
  [{ a: { sum: 'a.' } }, /a path such as/],
  [{ a: { sum: [] } }, /a path such as/],
  [{ a: { sum: 'a', events: [] } }, /a list of names of events/],
  [{ a: { sum: 'a', events: 'x' } }, /a list of names of events/],
  [{ a: { sum: 'a', only: ['x'] } }, /unknown option 'only'/],
  [Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`m${index}`, { sum: 'a' }])), /at most 64/],
];

for (const [measures, message] of REFUSED) {
  test(`the measures ${JSON.stringify(measures).slice(0, 60)} are refused`, (t) => {
    t.throws(() => plain(measures), { code: 'bad-option', message });
  });
}

test('the latest value needs a mapping with a timestamp', (t) => {
  const mapping = { user_id: 'u', otherwise: 'event', id: 'i', name: 'n', measures: { a: { latest: 'p' } } };
  t.throws(() => readMapping('m', mapping as unknown), { message: /timestamp/ });
});

test('the plain input with other measures alone stays the plain input', (t) => {
  t.true(plain({ a: { sum: 'a' } })?.plain);
  t.is(readMapping('m', { preset: 'plain', user_id: 'u' } as unknown)?.plain, undefined);
  t.is(writtenMapping('m', 'plain'), undefined);
  t.is(writtenMapping('m', { preset: 'plain', measures: {} }), undefined);
});

test('a mapping written out in full has its measures, one way for each meaning', (t) => {
  const one = writtenMapping('m', {
    preset: 'segment',
    measures: { b: { sum: ['x'] }, a: { max: 'y', events: ['q', 'p', 'q'] } },
  });
  const other = writtenMapping('m', {
    preset: 'segment',
    measures: { a: { max: ['y'], events: ['p', 'q'] }, b: { sum: 'x' } },
  });
  t.is(JSON.stringify(one), JSON.stringify(other));
  t.deepEqual(readMapping('m', one as unknown), readMapping('m', other as unknown));
  t.deepEqual(writtenMapping('m', one), one);
});

test('measures of an option replace those of the mapping, and mean the plain input without one', (t) => {
  const measures = { a: { sum: 'a' } };
  t.deepEqual(withMeasures(undefined, measures), { preset: 'plain', measures });
  t.deepEqual(withMeasures('segment', measures), { preset: 'segment', measures });
  t.deepEqual(withMeasures({ user_id: 'u', measures: {} }, measures), { user_id: 'u', measures });
  t.is(withMeasures('segment', undefined), 'segment');
  t.is(withMeasures(7, measures), 7);
});
