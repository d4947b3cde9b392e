import { pathToFileURL } from 'node:url';
import test from 'ava';
import { OptionReader } from '../../lib/options.js';
import { reducerUrl } from '../../lib/timelines/reducer-url.js';

const urlOf = (options: object) => reducerUrl(new OptionReader('summarize', options));

test('a path becomes the URL of a file, and URLs stay as they are', (t) => {
  t.is(urlOf({}), undefined);
  t.is(urlOf({ reduce: 'a b#c.mjs' }), pathToFileURL('a b#c.mjs').href);
  t.is(urlOf({ reduce: 'file:///a.mjs' }), 'file:///a.mjs');
  t.is(urlOf({ reduce: new URL('file:///a.mjs') }), 'file:///a.mjs');
  t.is(urlOf({ reduce: 'data:text/javascript,1' }), 'data:text/javascript,1');
});

test('what is no path is refused', (t) => {
  for (const reduce of ['', 7, () => {}])
    t.throws(() => urlOf({ reduce }), { code: 'bad-option', message: /reduce/ });
});

test('options that say how summaries are written are refused by name', (t) => {
  for (const name of ['format', 'columns', 'top', 'delimiters', 'emptySections', 'report']) {
    t.throws(() => urlOf({ reduce: 'a.mjs', [name]: 'x' }), {
      code: 'bad-option',
      message: new RegExp(name),
    });
    t.notThrows(() => urlOf({ reduce: 'a.mjs', [name]: undefined }));
  }
});
