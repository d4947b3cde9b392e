import { execFileSync } from 'node:child_process';
import test from 'ava';

test('V8 knows the flags: an unknown one would be ignored without a word', (t) => {
  const flags = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  t.regex(flags, /^ +--interrupt-budget /m);
  t.regex(flags, /^ +--wasm-tiering-budget /m);
});
