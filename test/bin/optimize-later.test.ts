import { execFileSync } from 'node:child_process';
import test from 'ava';
import { knowsInterruptBudget } from '../../bin/optimize-later.js';
import { NODES } from '../support/nodes.js';

for (const { name, node } of [{ name: 'this node', node: process.execPath }, ...NODES]) {
  test(`the V8 of ${name} gets only flags that it knows`, (t) => {
    const v8 = execFileSync(node, ['-p', 'process.versions.v8'], { encoding: 'utf8' });
    const options = execFileSync(node, ['--v8-options'], { encoding: 'utf8' });
    t.regex(options, /^ +--wasm-tiering-budget /m);
    t.is(knowsInterruptBudget(v8), /^ +--interrupt-budget /m.test(options));
  });
}
