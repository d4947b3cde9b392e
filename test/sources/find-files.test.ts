import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { ANY_DEPTH, EVERYTHING, findFiles, kindOf, type Part } from '../../lib/sources/find-files.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const LOGS: Part = { test: (name) => name.endsWith('.log') };

/** `a.log`, `.hidden`, `below/b.log`, `below/deep/c.log`, and a pipe. */
function withTree(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    await mkdir(`${folder}/below/deep`, { recursive: true });
    for (const name of ['a.log', '.hidden', 'below/b.log', 'below/deep/c.log']) {
      await writeFile(`${folder}/${name}`, '');
    }
    execFileSync('mkfifo', [`${folder}/pipe`]);
    await use(folder);
  });
}

/** What is found, by its path within the folder. */
async function find(folder: string, ...parts: Part[]) {
  const { files, others } = await findFiles(folder, parts);
  const within = (paths: readonly string[]) => paths.map((path) => path.slice(folder.length + 1)).sort();
  return { files: within(files), others: within(others) };
}

test('a directory stands for all visible files in it and below, and its pipes are listed apart', (t) =>
  withTree(async (folder) => {
    t.deepEqual(await find(folder, ...EVERYTHING), {
      files: ['a.log', 'below/b.log', 'below/deep/c.log'],
      others: ['pipe'],
    });
  }));

test('each part of a glob matches one level, and ** any number of levels', (t) =>
  withTree(async (folder) => {
    t.deepEqual((await find(folder, LOGS)).files, ['a.log']);
    t.deepEqual((await find(folder, 'below', LOGS)).files, ['below/b.log']);
    t.deepEqual((await find(folder, ANY_DEPTH, LOGS)).files, ['a.log', 'below/b.log', 'below/deep/c.log']);
    t.deepEqual((await find(folder, ANY_DEPTH, 'deep', LOGS)).files, ['below/deep/c.log']);
    t.deepEqual((await find(folder, 'none', LOGS)).files, []);
  }));

test('an empty last part matches directories only', (t) =>
  withTree(async (folder) => {
    t.deepEqual((await find(folder, 'below', '')).files, ['below/b.log', 'below/deep/c.log']);
    t.deepEqual((await find(folder, 'a.log', '')).files, []);
  }));

test('a path is a file, a directory, something else, or nothing', (t) =>
  withTree(async (folder) => {
    t.is(await kindOf(`${folder}/a.log`), 'file');
    t.is(await kindOf(`${folder}/below`), 'directory');
    t.is(await kindOf(`${folder}/pipe`), 'other');
    t.is(await kindOf(`${folder}/none`), undefined);
    t.is(await kindOf(`${folder}/a.log/none`), undefined);
  }));

test('a symbolic link to nothing is refused by name', (t) =>
  withTree(async (folder) => {
    await symlink('none', `${folder}/below/gone.log`);
    await failsWith(
      t,
      kindOf(`${folder}/below/gone.log`),
      'source-unreadable',
      'gone.log',
      'link to nothing',
    );
    await failsWith(t, find(folder, ANY_DEPTH, LOGS), 'source-unreadable', 'below/gone.log');
  }));
