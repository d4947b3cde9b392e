import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import {
  makeWorkDirectory,
  removeEmptyDirectory,
  requireWorkDirectory,
} from '../../lib/checkpoint/work-directory-files.js';
import { MANIFEST_NAME } from '../../lib/disk/work-directory-names.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const RUN = 'run-0000000000000010-0123456789abcdef.run';

test.serial('a work directory is private to its owner, whatever the umask, and may exist already', (t) =>
  withFolder(async (folder) => {
    const umask = process.umask(0o277);
    try {
      await makeWorkDirectory(`${folder}/work`);
    } finally {
      process.umask(umask);
    }
    t.is((await stat(`${folder}/work`)).mode & 0o777, 0o700);
    await makeWorkDirectory(`${folder}/work`);
    await requireWorkDirectory(`${folder}/work`);
  }),
);

test.serial('anything but a directory is refused, even a link to one', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/elsewhere`);
    await symlink(`${folder}/elsewhere`, `${folder}/link`);
    await writeFile(`${folder}/file`, '');
    for (const [name, what] of [
      ['link', 'symbolic link'],
      ['file', 'not a directory'],
    ] as const) {
      await failsWith(t, makeWorkDirectory(`${folder}/${name}`), 'bad-option', what);
      await failsWith(t, requireWorkDirectory(`${folder}/${name}`), 'bad-option', what);
    }
  }),
);

test.serial('a directory with other files is refused, unless it has a manifest', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/${RUN}`, '');
    await requireWorkDirectory(folder);
    await writeFile(`${folder}/thesis.tex`, '');
    await failsWith(t, requireWorkDirectory(folder), 'bad-option', 'thesis.tex');
    await writeFile(`${folder}/${MANIFEST_NAME}`, '');
    await requireWorkDirectory(folder);
  }),
);

test.serial('an empty directory is removed, and one with files stays', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/work`);
    await writeFile(`${folder}/work/notes`, '');
    await removeEmptyDirectory(`${folder}/work`);
    t.deepEqual(await readdir(folder), ['work']);
    await mkdir(`${folder}/empty`);
    await removeEmptyDirectory(`${folder}/empty`);
    await removeEmptyDirectory(`${folder}/empty`);
    t.deepEqual(await readdir(folder), ['work']);
  }),
);
