import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { outputTarget } from '../../lib/disk/output-target.js';
import { failsWith } from '../support/fails-with.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';

test.serial('a new file goes to the given path, with the permissions of any new file', (t) =>
  withFolder(async (folder) => {
    const expected = { path: `${folder}/new`, replaceable: true, permissions: 'umask' };
    t.deepEqual(await outputTarget(`${folder}/new`), expected as never);
    await symlink(folder, `${folder}/link`);
    t.deepEqual(await outputTarget(`${folder}/link/new`), expected as never);
  }),
);

test.serial('an existing file is replaced through links, with its permissions', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/file`, '');
    await chmod(`${folder}/file`, 0o4640);
    await symlink('file', `${folder}/link`);
    const expected = { path: `${folder}/file`, replaceable: true, permissions: 0o640 };
    t.deepEqual(await outputTarget(`${folder}/file`), expected);
    t.deepEqual(await outputTarget(`${folder}/link`), expected);
  }),
);

test.serial('pipes and devices are not replaceable', (t) =>
  withFolder(async (folder) => {
    execFileSync('mkfifo', [`${folder}/pipe`]);
    t.false((await outputTarget(`${folder}/pipe`)).replaceable);
    t.false((await outputTarget('/dev/null')).replaceable);
  }),
);

test.serial('a path that cannot be an output is refused by name', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/directory`);
    await symlink(`${folder}/none`, `${folder}/dangling`);
    await writeFile(`${folder}/file`, '');
    const refused = (name: string, reason: string) =>
      failsWith(
        t,
        outputTarget(`${folder}/${name}`),
        'output-failed',
        `cannot write ${folder}/${name}`,
        reason,
      );
    await refused('directory', 'it is a directory');
    await refused('dangling', 'it is a symbolic link to nothing');
    await refused('none/file', `there is no directory ${folder}/none; create it`);
    await refused('file/inner', 'not a directory');
    for (const at of [1, 2, 3]) {
      const restore = replaceFileSystem(
        new FaultyFileSystem(nodeFileSystem, { kind: 'error', at, code: 'EIO' }),
      );
      await refused(at < 2 ? 'file' : 'new', '(EIO)').finally(restore);
    }
  }),
);
