import test from 'ava';
import { exportsBehaviour, testOf } from './mirror.js';

test('the test of a file is at the same path, without lib and with bin', (t) => {
  t.is(testOf('lib/parse/long-line.ts'), 'test/parse/long-line.test.ts');
  t.is(testOf('lib/errors.ts'), 'test/errors.test.ts');
  t.is(testOf('bin/completion/zsh.ts'), 'test/bin/completion/zsh.test.ts');
});

test('what does something is behaviour, however it is exported', (t) => {
  for (const source of [
    'export const a = () => 1;',
    'export const a = b();',
    'export const a = new Map();',
    'export const a = { b() { return 1; } };',
    'export const a = 1; b();',
    'export let { a } = b();',
    'export function a() {}',
    'export async function* a() {}',
    'export abstract class A {}',
    'export const A = class {};',
    'export enum A { B }',
    'function a() {} export { a };',
    'function a() {} export { type B, a };',
    "export { a } from './a.js';",
    "export * from './a.js';",
    "export * as a from './a.js';",
    'export default 1;',
  ]) {
    t.true(exportsBehaviour(source), source);
  }
});

test('types, constants, and modules that only run are none', (t) => {
  for (const source of [
    '',
    'console.log(1);',
    "import { a } from './a.js'; a();",
    'export {};',
    'export interface A {}',
    'export type A = string;',
    'interface A {} export type { A };',
    "function a() {} export { type A } from './a.js';",
    "function a() {} export type * from './a.js';",
    'function a() {} export declare const b: number;',
    '// export function a() {}',
    'export const a = 1;',
    "import { b } from './b.js'; export const a: readonly (() => void)[] = [b, 2 * 3];",
    'export type A = () => void; export const a = { b: -1, c: { d: `e` } } as const;',
  ]) {
    t.false(exportsBehaviour(source), source);
  }
});
