import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import ts from 'typescript';
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

test('the licences of the bundled packages are in the folders', (t) => {
  for (const [folder, names] of [
    ['command', ['commander', 'through2']],
    ['library', ['through2']],
  ] as const) {
    const licences = readFileSync(`${ROOT}dist/${folder}/LICENSES.txt`, 'utf8');
    for (const name of names) t.regex(licences, new RegExp(`^${name}$`, 'm'));
  }
});

/** The files that a module loads at once, itself included, and what else it imports then: packages and modules of node. */
function loadedWith(entry: string): { files: Map<string, number>; others: Set<string> } {
  const files = new Map<string, number>();
  const others = new Set<string>();
  const load = (file: string): void => {
    if (files.has(file)) return;
    const text = readFileSync(file, 'utf8');
    files.set(file, text.length);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (isDynamic(text, fileName)) continue;
      if (fileName.startsWith('.')) load(resolve(dirname(file), fileName));
      else others.add(fileName);
    }
  };
  load(`${ROOT}dist/${entry}`);
  return { files, others };
}

/** Whether a file loads another only when that is needed. */
function isDynamic(text: string, name: string): boolean {
  return !new RegExp(`^(import|export) [^;]*"${name.replaceAll('.', '\\.')}";`, 'm').test(text);
}

test('importing the library loads few files, which are not large, and no package', (t) => {
  const { files, others } = loadedWith('library/index.js');
  t.true(files.size <= 3);
  t.true([...files.values()].reduce((sum, bytes) => sum + bytes, 0) < 400_000);
  t.true(others.has('node:stream'));
  t.deepEqual(
    [...others].filter((name) => !name.startsWith('node:')),
    [],
  );
});

test('the command loads two small files to begin with, no package, and few modules of node', (t) => {
  const { files, others } = loadedWith('command/spillway.js');
  t.is(files.size, 2);
  t.true([...files.values()].reduce((sum, bytes) => sum + bytes, 0) < 200_000);
  const light = ['buffer', 'fs', 'fs/promises', 'module', 'os', 'path', 'tty', 'util', 'v8'];
  t.deepEqual(
    [...others].filter((name) => !light.includes(name.replace('node:', ''))),
    [],
  );
});
