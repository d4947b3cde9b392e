import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { lineOfResult, loadReducer, type Reducer } from '../../lib/timelines/reducer.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const WRONG: Readonly<Record<string, string>> = {
  'has no reduce': 'export const other = 1;',
  'exports something else as reduce': 'export const reduce = 1;',
  'is not JavaScript': 'export functio reduce() {}',
  'throws as it is loaded': `throw new Error('not today\\nnor tomorrow');`,
};

for (const [what, text] of Object.entries(WRONG)) {
  test(`a module that ${what} is refused in one line that names it`, (t) =>
    withFolder(async (folder) => {
      const file = `${folder}/wrong reduce.mjs`;
      writeFileSync(file, text);
      await failsWith(t, loadReducer(pathToFileURL(file).href), 'bad-option', file, /^[^\n]*$/);
    }));
}

test('a module that is missing is refused by name', (t) =>
  failsWith(t, loadReducer('file:///none/such.mjs'), 'bad-option', '/none/such.mjs'));

const REDUCER: Reducer = { reduce: () => undefined, name: 'test' };

test('an object is written as JSON with its keys as given, a string as it is', (t) => {
  const line = (result: unknown) => lineOfResult(REDUCER, '7', result);
  t.is(line({ b: 1, a: 'é\n' }), '{"b":1,"a":"é\\n"}\n');
  t.is(line(''), '\n');
  t.is(line('a, b'), 'a, b\n');
  t.is(line(undefined), undefined);
  t.is(line({ toJSON: () => ({ a: 1 }) }), '{"a":1}\n');
});

test('any other result fails, with the user', async (t) => {
  const wrong = [
    null,
    7,
    true,
    7n,
    () => {},
    Symbol('a'),
    [],
    new Date(),
    { toJSON: () => undefined },
    'a\rb',
  ];
  for (const result of wrong)
    await failsWith(t, () => lineOfResult(REDUCER, '7', result), 'reducer-failed', '"7"');
});
