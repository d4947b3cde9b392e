import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import test from 'ava';
import {
  discardTemporaryRuns,
  makeScratchDirectory,
  removeScratchDirectory,
  removeTemporaryRuns,
} from '../../lib/disk/scratch-directory.js';
import { withFolder } from '../support/folder.js';

test('a scratch directory is private, and is removed with everything in it', async (t) => {
  const path = await makeScratchDirectory();
  t.is((await stat(path)).mode & 0o777, 0o700);
  await writeFile(`${path}/run`, 'rows');
  await removeScratchDirectory(path);
  t.false(existsSync(path));
  await removeScratchDirectory(path);
});

test('other directories are left alone', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/work`);
    await writeFile(`${folder}/work/run`, '');
    await removeScratchDirectory(`${folder}/work`);
    await discardTemporaryRuns([{ file: `${folder}/work/run`, temporary: true }]);
    t.deepEqual(await readdir(`${folder}/work`), ['run']);
    await removeTemporaryRuns([{ file: `${folder}/work/run`, temporary: true }]);
    t.deepEqual(await readdir(folder), ['work']);
  }));

test('the directory is removed with its last temporary run, and kept runs stay', async (t) => {
  const path = await makeScratchDirectory();
  const runs = ['a', 'b'].map((name) => ({ file: `${path}/${name}`, temporary: true }));
  for (const { file } of runs) await writeFile(file, '');
  await removeTemporaryRuns([{ ...runs[0]!, temporary: false }]);
  t.deepEqual((await readdir(path)).sort(), ['a', 'b']);
  await removeTemporaryRuns(runs.slice(0, 1));
  t.deepEqual(await readdir(path), ['b']);
  await removeTemporaryRuns(runs);
  t.false(existsSync(path));
});
