import test from 'ava';
import { sourceChanged } from '../../lib/sources/source-changed.js';

test('a changed source is named, with what changed and both ways out', (t) => {
  const error = sourceChanged('/log', 'was edited', 7);
  t.like(error, { code: 'source-changed', file: '/log', offset: 7 });
  t.regex(error.message, /^\/log was edited; restore it, or discard .*--fresh \(fresh: true\)$/);
});
