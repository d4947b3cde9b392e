import test from 'ava';
import { printable } from '../../bin/printable.js';

test('what would change the terminal is shown as JSON escapes it, and everything else as it is', (t) => {
  t.is(printable('a\u001b[31m\tb\n\u009b\u007f ä 😀'), 'a\\u001b[31m\\tb\\n\\u009b\\u007f ä 😀');
});
