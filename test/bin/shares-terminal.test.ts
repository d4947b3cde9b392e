import { isatty } from 'node:tty';
import test from 'ava';
import { sharesTerminal } from '../../bin/shares-terminal.js';

test('no output shares a terminal if standard error is not one', (t) => {
  const outputs = ['/dev/null', '-', '/dev/tty', undefined];
  if (isatty(2)) t.true(sharesTerminal(['/dev/tty']));
  else t.false(sharesTerminal(outputs));
});

test('a file that does not exist shares no terminal', (t) => {
  t.false(sharesTerminal(['/no/such/file', undefined]));
});
