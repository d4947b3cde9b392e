import { mkdir, readdir, writeFile } from 'node:fs/promises';
import test from 'ava';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { finalName, partialPath, randomId, removePartials } from '../../lib/disk/partial-file.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';

const ID = '0123456789abcdef';

test('ids are 16 hex digits, and no two are alike', (t) => {
  const ids = Array.from({ length: 1000 }, randomId);
  t.true(ids.every((id) => /^[0-9a-f]{16}$/.test(id)));
  t.is(new Set(ids).size, ids.length);
});

test('only the name of a partial file has a final name', (t) => {
  t.is(finalName(partialPath('summary.csv', ID)), 'summary.csv');
  t.is(finalName(partialPath('two\nlines', ID)), 'two\nlines');
  for (const name of ['summary.csv', `.${ID}.partial`, `a.${ID}.partial~`, `a.${ID.slice(1)}.partial`]) {
    t.is(finalName(name), undefined, name);
  }
});

test('removes the partial files of one file, and nothing else', (t) =>
  withFolder(async (folder) => {
    const kept = ['out', 'other', partialPath('other', ID), partialPath('sub.out', ID), `out.${ID}`];
    const left = [partialPath('out', ID), partialPath('out', randomId())];
    for (const name of [...kept, ...left]) await writeFile(`${folder}/${name}`, '');
    await removePartials(`${folder}/out`);
    t.deepEqual((await readdir(folder)).sort(), [...kept].sort());
    await removePartials(`${folder}/none/out`);
  }));

test('a partial file that cannot be removed does not keep it from removing the rest', (t) =>
  withFolder(async (folder) => {
    const directory = partialPath('out', '0000000000000000');
    await mkdir(`${folder}/${directory}`);
    for (let file = 0; file < 5; file++) await writeFile(`${folder}/${partialPath('out', randomId())}`, '');
    await removePartials(`${folder}/out`);
    t.deepEqual(await readdir(folder), [directory]);
  }));

test.serial('a failure other than missing permissions is reported', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/${partialPath('out', ID)}`, '');
    const restore = replaceFileSystem(
      new FaultyFileSystem(nodeFileSystem, { kind: 'error', at: 2, code: 'EIO' }),
    );
    await t.throwsAsync(removePartials(`${folder}/out`), { code: 'EIO' }).finally(restore);
  }),
);
