import test from 'ava';
import * as lists from '../../lib/generate/words.js';

test('every beginning is combined with every ending', (t) => {
  t.deepEqual(lists.combine(['A', 'B'], ['c', 'd'], '-'), ['A-c', 'A-d', 'B-c', 'B-d']);
  t.deepEqual(lists.combine(['A'], ['b']), ['Ab']);
  t.deepEqual(lists.combine([], ['b']), []);
});

test('no word needs an escape, and none is given twice', (t) => {
  for (const [name, words] of Object.entries(lists)) {
    if (typeof words === 'function') continue;
    t.true(words.length > 1, name);
    t.is(new Set(words).size, words.length, name);
    for (const word of words) t.regex(word, /^[ -~]+$/, name);
    for (const word of words) t.notRegex(word, /[,="\\]/, name);
  }
});
