import test from 'ava';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { requireWritableNames } from '../../lib/mapping/require-writable-names.js';

test('a measure whose name the line format cannot hold is refused, and named', (t) => {
  for (const name of ['a,b', 'a=b', 'a\nb', 'a\rb']) {
    const mapping = readMapping('m', { preset: 'plain', measures: { [name]: { sum: 'a' } } } as unknown);
    t.throws(
      () => requireWritableNames('summarize', mapping),
      { code: 'bad-option', message: /must have another name/ },
      name,
    );
  }
});

test('any other name is writable, and so is a mapping without measures', (t) => {
  const mapping = readMapping('m', { preset: 'plain', measures: { 'a\\ b': { sum: 'a' } } } as unknown);
  t.notThrows(() => requireWritableNames('summarize', mapping));
  t.notThrows(() => requireWritableNames('summarize', undefined));
});
