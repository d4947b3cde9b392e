import test from 'ava';
import { formatPath } from '../../lib/mapping/mapping.js';
import { parsePath, readPaths } from '../../lib/mapping/read-paths.js';
import { OptionReader } from '../../lib/options.js';

test('names of a path are parted by dots, and dots and backslashes in them are escaped', (t) => {
  t.deepEqual(parsePath('a'), ['a']);
  t.deepEqual(parsePath('a.b c.$set'), ['a', 'b c', '$set']);
  t.deepEqual(parsePath('a\\.b.c\\\\'), ['a.b', 'c\\']);
});

test('what is no path is none', (t) => {
  for (const given of ['', '.', 'a.', '.a', 'a..b', 'a\\', 'a\\b', 7, null, undefined, ['a']])
    t.is(parsePath(given), undefined, String(given));
  t.is(parsePath(Array(16).fill('a').join('.'))?.length, 16);
  t.is(parsePath(Array(17).fill('a').join('.')), undefined);
});

test('paths are given one by one or as a list, and a wrong one is quoted', (t) => {
  const read = (given: unknown, more?: readonly (readonly string[])[]) =>
    readPaths(new OptionReader('map', { id: given }), 'id', given, more);
  t.deepEqual(read('a.b'), [['a', 'b']]);
  t.deepEqual(read(['a', 'b']), [['a'], ['b']]);
  t.throws(() => read([]), { code: 'bad-option' });
  t.throws(() => read(Array(9).fill('a')), { code: 'bad-option' });
  t.throws(() => read(['a', 'b..c']), { code: 'bad-option', message: /a list of them, not 'b\.\.c'$/ });
  t.throws(() => read('a.'), { code: 'bad-option', message: /not 'a\.'$/ });
});

test('the record itself is a path only where it may be', (t) => {
  const given = formatPath([]);
  const reader = new OptionReader('map', { data: given });
  t.deepEqual(readPaths(reader, 'data', given, [[]]), [[]]);
  t.throws(() => readPaths(reader, 'data', given), { code: 'bad-option' });
});
