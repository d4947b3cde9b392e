import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { withFolder } from './folder.js';

/** Runs a shell and returns its standard output. Throws if it fails or writes to standard error. */
export function runShell(shell: string, ...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(shell, args, { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`${shell} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A test with a script in a file, for a shell. Skipped, and said to be, where that shell is not installed. */
export function testInShell(
  shell: string,
  title: string,
  script: string,
  use: (t: ExecutionContext, file: string) => void,
): void {
  const run = (t: ExecutionContext) =>
    withFolder(async (folder) => {
      writeFileSync(`${folder}/script`, script);
      use(t, `${folder}/script`);
    });
  const missing = spawnSync(shell, ['--version']).error !== undefined;
  if (missing) test.skip(`${title}: skipped, because there is no ${shell} here`, run);
  else test(title, run);
}
