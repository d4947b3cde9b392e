import test from 'ava';
import { isAbout } from '../../lib/verify/fact.js';

test('two facts are about the same thing if user, kind and name are equal', (t) => {
  const key = { user: '7', kind: 'event', name: 'page' } as const;
  t.true(isAbout(key, { ...key }));
  t.false(isAbout(key, { ...key, user: '8' }));
  t.false(isAbout(key, { ...key, kind: 'attribute' }));
  t.false(isAbout(key, { ...key, name: 'view' }));
});
