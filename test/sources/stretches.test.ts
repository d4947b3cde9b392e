import test from 'ava';
import { fileBytes, plainBytesAbout, stretchesBetween } from '../../lib/sources/stretches.js';
import { identityOf } from '../support/source-identity.js';

const at = (source: number, offset: number) => ({ source, offset });
/** Two files as they were, an archive, and one that may grow. */
const SOURCES = [
  identityOf(100, { growing: false }),
  identityOf(50, { growing: false }),
  identityOf(10, { sealed: true }),
  identityOf(200),
];

test('all sources but the last end where they did when the job started, and archives at their end', (t) => {
  t.deepEqual(stretchesBetween(SOURCES, at(0, 0), null), [
    { source: 0, position: 0, end: 100 },
    { source: 1, position: 0, end: 50 },
    { source: 2, position: 0, end: null },
    { source: 3, position: 0, end: null },
  ]);
});

test('a range starts and ends within sources', (t) => {
  t.deepEqual(stretchesBetween(SOURCES, at(0, 30), at(1, 20)), [
    { source: 0, position: 30, end: 100 },
    { source: 1, position: 0, end: 20 },
  ]);
  t.deepEqual(stretchesBetween(SOURCES, at(3, 30), at(3, 40)), [{ source: 3, position: 30, end: 40 }]);
});

test('a position at the end of a source, or a range that ends before one, gives no stretch', (t) => {
  t.deepEqual(stretchesBetween(SOURCES, at(0, 100), at(2, 0)), [{ source: 1, position: 0, end: 50 }]);
  t.deepEqual(stretchesBetween(SOURCES, at(1, 50), at(1, 50)), []);
  t.deepEqual(stretchesBetween([], at(0, 0), null), []);
});

test('a file counts from the position to its end, and an archive as a whole, eightfold when plain', (t) => {
  const [first, , archive, last] = stretchesBetween(SOURCES, at(0, 30), null);
  t.is(fileBytes(SOURCES, first!), 70);
  t.is(fileBytes(SOURCES, last!), 200);
  t.is(fileBytes(SOURCES, archive!), 10);
  t.is(fileBytes(SOURCES, { ...archive!, end: 5 }), 0);
  t.deepEqual(
    [first!, archive!, last!].map((each) => plainBytesAbout(SOURCES, each)),
    [70, 80, 200],
  );
  t.is(fileBytes(SOURCES, { source: 3, position: 300, end: null }), 0, 'one that has shrunk');
});
