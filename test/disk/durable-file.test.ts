import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { readStateFile, removeFile, replaceFile } from '../../lib/disk/durable-file.js';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { failsWith } from '../support/fails-with.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';

test.serial('a state file is read as it was written, and is private to its owner', (t) =>
  withFolder(async (folder) => {
    t.is(await readStateFile(`${folder}/state`), undefined);
    await replaceFile(`${folder}/state`, Buffer.from('one'));
    await replaceFile(`${folder}/state`, Buffer.from('two'));
    t.deepEqual(Buffer.from((await readStateFile(`${folder}/state`))!), Buffer.from('two'));
    t.is((await stat(`${folder}/state`)).mode & 0o777, 0o600);
    t.deepEqual(await readdir(folder), ['state']);
  }),
);

test.serial('a link or pipe in place of a state file is refused, not followed or waited for', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/secret`, 'not ours');
    await symlink(`${folder}/secret`, `${folder}/link`);
    await symlink(`${folder}/none`, `${folder}/dangling`);
    await mkdir(`${folder}/directory`);
    execFileSync('mkfifo', [`${folder}/pipe`]);
    for (const name of ['link', 'dangling', 'directory', 'pipe']) {
      const path = `${folder}/${name}`;
      await failsWith(t, readStateFile(path), 'state-corrupt', `${path} is not a regular file`, 'remove it');
    }
  }),
);

test.serial('reading a file that is truncated meanwhile gives the bytes that could be read', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/state`, 'content');
    const system = new FaultyFileSystem(nodeFileSystem, { kind: 'short', at: 3 });
    const restore = replaceFileSystem(system);
    const read = await readStateFile(`${folder}/state`).finally(restore);
    t.is(system.failed?.name, 'file.read');
    t.is(Buffer.from(read!).toString(), 'content');
  }),
);

test.serial('a failed read is reported, and the file is closed', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/state`, 'content');
    for (const at of [1, 2, 3]) {
      const system = new FaultyFileSystem(nodeFileSystem, { kind: 'error', at, code: 'EIO' });
      const restore = replaceFileSystem(system);
      const reading = readStateFile(`${folder}/state`).finally(restore);
      await failsWith(t, reading, 'io', `cannot read ${folder}/state`, '(EIO)');
      t.deepEqual(system.openFiles, []);
    }
  }),
);

test.serial('removing accepts that there is no file, and removes a link but not its target', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/kept`, 'kept');
    await symlink(`${folder}/kept`, `${folder}/link`);
    await removeFile(`${folder}/link`);
    await removeFile(`${folder}/link`);
    t.is(await readFile(`${folder}/kept`, 'utf8'), 'kept');
    await t.throwsAsync(removeFile(`${folder}/kept/inner`), { code: 'ENOTDIR' });
  }),
);
