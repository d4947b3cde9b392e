import { execFileSync } from 'node:child_process';
import test from 'ava';

test('V8 knows the flag: an unknown one would be ignored without a word', (t) => {
  t.regex(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }), /^ +--interrupt-budget /m);
});
