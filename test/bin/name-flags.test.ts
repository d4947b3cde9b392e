import test from 'ava';
import { nameFlags } from '../../bin/name-flags.js';
import { SpillwayError } from '../../lib/errors.js';

test('an option is named by its flag, once, and only if the error is about it', (t) => {
  const named = (option: string | undefined, message: string, command = 'summarize') =>
    nameFlags(new SpillwayError('bad-option', message, { option }), command);
  t.is(
    named('maxRejects', 'more than maxRejects (1): maxRejects'),
    'more than --max-rejects (1): maxRejects',
  );
  t.is(named('directory', 'summarize: directory must be a path'), 'summarize: --work-dir must be a path');
  const output = 'output must be a path';
  t.is(named('output', output), '--output must be a path');
  t.is(named('output', output, 'generate'), '--out must be a path');
  t.is(named('maxEvents', 'maxEvents', 'generate'), '--maxevents');
  t.is(named(undefined, 'cannot read memory'), 'cannot read memory');
});
