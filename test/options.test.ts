import test from 'ava';
import { formatSize, OptionReader, parseSize } from '../lib/options.js';

const reader = (given: unknown) => new OptionReader('stage', given);
const BOUNDS = { min: 10, max: 2 ** 20 };

test('sizes are parsed with and without units', (t) => {
  for (const [size, bytes] of [
    [0, 0],
    [7, 7],
    ['7', 7],
    ['7b', 7],
    ['64 KiB', 65_536],
    [' 1.5kib ', 1_536],
    ['256MiB', 2 ** 28],
    ['1GiB', 2 ** 30],
    ['1tib', 2 ** 40],
    ['1KB', 1_000],
    ['2mb', 2e6],
    ['1GB', 1e9],
    ['1TB', 1e12],
    ['1G', 2 ** 30],
    ['64m', 2 ** 26],
    ['64k', 2 ** 16],
    ['1T', 2 ** 40],
    ['0.1KB', 100],
  ] as const) {
    t.is(parseSize(size), bytes, `${size}`);
  }
  for (const size of [
    -1,
    0.5,
    Number.NaN,
    2 ** 53,
    '',
    'MiB',
    '-1',
    '1e3',
    '1 PiB',
    '1MiBs',
    '.5KB',
    '99999999TiB',
    null,
    true,
    [],
    7n,
  ]) {
    t.is(parseSize(size), undefined, String(size));
  }
});

test('sizes are formatted for people', (t) => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [2 ** 28, '256 MiB'],
    [2 ** 50 * 2048, '2048 PiB'],
  ] as const) {
    t.is(formatSize(bytes), text);
  }
});

test('an option that is not given has its default', (t) => {
  for (const given of [undefined, {}, { a: undefined, z: undefined }]) {
    const options = reader(given);
    t.is(options.size('a', 20, BOUNDS), 20);
    t.is(options.integer('a', 30, BOUNDS), 30);
    t.is(options.oneOf('a', 'x', ['x', 'y']), 'x');
    t.false(options.flag('a'));
    t.is(options.path('a'), undefined);
    t.is(options.callback('a'), undefined);
    t.notThrows(() => options.done());
  }
});

test('a given option counts up to its bounds, and is never changed', (t) => {
  const call = () => {};
  const options = reader(Object.freeze({ a: '1MiB', b: 10, c: 'y', d: true, e: 'p', f: call }));
  t.is(options.size('a', 20, BOUNDS), 2 ** 20);
  t.is(options.integer('b', 30, BOUNDS), 10);
  t.is(options.oneOf('c', 'x', ['x', 'y']), 'y');
  t.true(options.flag('d'));
  t.is(options.requiredPath('e'), 'p');
  t.is(options.callback('f'), call);
  t.notThrows(() => options.done());
});

test('an invalid option is refused by name', (t) => {
  for (const [given, read, message] of [
    [9, 'size', 'between 10 B and 1 MiB, not 9'],
    ['2MiB', 'size', "between 10 B and 1 MiB, not '2MiB'"],
    [{}, 'size', "a number of bytes or a size such as '256MiB', not an object"],
    [9, 'integer', 'a whole number between 10 and 1048576, not 9'],
    [10.5, 'integer', 'a whole number between 10 and 1048576, not 10.5'],
    ['10', 'integer', "a whole number between 10 and 1048576, not '10'"],
    [null, 'oneOf', "one of 'x', 'y', not null"],
    ['toString', 'oneOf', "one of 'x', 'y', not 'toString'"],
    ['true', 'flag', "true or false, not 'true'"],
    [0, 'flag', 'true or false, not 0'],
    ['', 'path', "a path, not ''"],
    ['a\0', 'path', "a path, not 'a\0'"],
    [['a'], 'path', 'a path, not an array'],
    ['f', 'callback', "a function, not 'f'"],
  ] as const) {
    const options = reader({ field: given });
    const attempts = {
      size: () => options.size('field', 20, BOUNDS),
      integer: () => options.integer('field', 20, BOUNDS),
      oneOf: () => options.oneOf('field', 'x', ['x', 'y']),
      flag: () => options.flag('field'),
      path: () => options.path('field'),
      requiredPath: () => options.requiredPath('field'),
      callback: () => options.callback('field'),
    };
    t.throws(attempts[read], { code: 'bad-option', message: `stage: field must be ${message}` });
  }
});

test('a required option that is missing is called missing', (t) => {
  const message = 'stage: field is missing; it must be a path';
  t.throws(() => reader({}).requiredPath('field'), { code: 'bad-option', message });
});

test('a field that is never read is refused as a misspelt name', (t) => {
  const options = reader({ a: 1, b: 2 });
  options.raw('a');
  t.throws(() => options.done(), { code: 'bad-option', message: "stage: unknown option 'b' (known: a)" });
  t.throws(() => reader({ b: 2 }).done(), { message: "stage: unknown option 'b' (known: none)" });
});

test('options that are not an object are refused', (t) => {
  for (const [given, found] of [
    [null, 'null'],
    [[], 'an array'],
    ['x', "'x'"],
    [7, '7'],
  ] as const) {
    t.throws(() => reader(given), {
      code: 'bad-option',
      message: `stage: options must be an object, not ${found}`,
    });
  }
});
