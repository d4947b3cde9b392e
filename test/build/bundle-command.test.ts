import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { withFolder } from '../support/folder.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MIB = 2 ** 20;

/** Copies the command's own files and nothing else. */
function copyCommand(folder: string): string {
  cpSync(`${ROOT}dist/command`, `${folder}/dist/command`, { recursive: true });
  cpSync(`${ROOT}package.json`, `${folder}/package.json`);
  return `${folder}/dist/command/spillway.js`;
}

/** Writes a source long enough for two ranges, in few lines, and returns its summary. */
function writeLines(file: string, bytes: number): string {
  const value = 'x'.repeat(MIB - 200);
  const users = Array.from({ length: Math.ceil(bytes / MIB) }, (_, index) => String(1000 + index));
  const lines = users.map(
    (user) => `{"user_id":"${user}","type":"attributes","timestamp":1,"data":{"a":"${value}"}}\n`,
  );
  writeFileSync(file, lines.join(''));
  return users.map((user) => `${user},a=${value},\n`).join('');
}

test('the command runs from its own folder, kernel and worker included, without packages or other files', (t) =>
  withFolder(async (folder) => {
    const command = copyCommand(folder);
    const expected = writeLines(`${folder}/source`, 40 * MIB);
    const args = ['summarize', 'source', '-o', 'output', '--workers', '2'];
    const { stderr } = await run(process.execPath, [command, ...args], { cwd: folder });
    t.regex(stderr, /2 runs of/);
    t.true(readFileSync(`${folder}/output`, 'utf8') === expected);
  }));

test('the licences of the bundled packages are in the folder', (t) => {
  const licences = readFileSync(`${ROOT}dist/command/LICENSES.txt`, 'utf8');
  for (const name of ['commander', 'through2']) t.regex(licences, new RegExp(`^${name}$`, 'm'));
});
