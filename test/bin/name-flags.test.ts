import test from 'ava';
import { nameFlags } from '../../bin/name-flags.js';
import { SpillwayError } from '../../lib/errors.js';

test('an option is named by its flag, once, and only where the error is about it', (t) => {
  const named = (option: string | undefined, message: string) =>
    nameFlags(new SpillwayError('bad-option', message, { option }));
  t.is(
    named('maxRejects', 'more than maxRejects (1): maxRejects'),
    'more than --max-rejects (1): maxRejects',
  );
  t.is(named('directory', 'summarize: directory must be a path'), 'summarize: --work-dir must be a path');
  t.is(named(undefined, 'cannot read memory'), 'cannot read memory');
});
