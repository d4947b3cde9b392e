import test from 'ava';
import { exportsAtRunTime, testOf } from './mirror.js';

test('the test of a file is at the same path, without lib and with bin', (t) => {
  t.is(testOf('lib/parse/long-line.ts'), 'test/parse/long-line.test.ts');
  t.is(testOf('lib/errors.ts'), 'test/errors.test.ts');
  t.is(testOf('bin/completion/zsh.ts'), 'test/bin/completion/zsh.test.ts');
});

test('values are exports, however they are exported', (t) => {
  for (const source of [
    'export const a = 1;',
    'export let { a } = b;',
    'export function a() {}',
    'export async function* a() {}',
    'export abstract class A {}',
    'export enum A { B }',
    'const a = 1; export { a };',
    'const a = 1; export { type B, a };',
    "export { a } from './a.js';",
    "export * from './a.js';",
    "export * as a from './a.js';",
    'export default 1;',
  ]) {
    t.true(exportsAtRunTime(source), source);
  }
});

test('types, and modules that only run, export nothing', (t) => {
  for (const source of [
    '',
    'console.log(1);',
    "import { a } from './a.js'; a();",
    'export {};',
    'export interface A {}',
    'export type A = string;',
    'interface A {} export type { A };',
    "export { type A } from './a.js';",
    "export type * from './a.js';",
    'export declare const a: number;',
    '// export const a = 1;',
  ]) {
    t.false(exportsAtRunTime(source), source);
  }
});
