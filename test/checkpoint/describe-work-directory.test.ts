import { mkdir, readdir, writeFile } from 'node:fs/promises';
import test from 'ava';
import { describeWorkDirectory } from '../../lib/checkpoint/describe-work-directory.js';
import { WorkDirectory } from '../../lib/checkpoint/work-directory.js';
import { LOCK_NAME, MANIFEST_NAME } from '../../lib/disk/work-directory-names.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

test('describes the lock of a running job without changing anything', (t) =>
  withFolder(async (folder) => {
    const work = await WorkDirectory.open(`${folder}/work`);
    const { directory, lock, manifest } = await describeWorkDirectory(`${folder}/work`);
    t.is(directory, `${folder}/work`);
    t.is(lock?.pid, process.pid);
    t.true(lock?.alive);
    t.is(manifest, null);
    t.deepEqual(await readdir(directory), [LOCK_NAME]);
    await work.release();
  }));

test('describes the lock of a dead process as not alive', (t) =>
  withFolder(async (folder) => {
    t.is((await describeWorkDirectory(folder)).lock, null);
    const owner = { pid: process.pid, started: '1', boot: '', since: 'once', token: '0123456789abcdef' };
    await writeFile(`${folder}/${LOCK_NAME}`, JSON.stringify(owner));
    t.false((await describeWorkDirectory(folder)).lock?.alive);
  }));

test('a directory that is missing, or cannot be read, is an error with its name', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, describeWorkDirectory(`${folder}/none`), 'io', `${folder}/none`, 'ENOENT');
    await mkdir(`${folder}/work`);
    await writeFile(`${folder}/work/${MANIFEST_NAME}`, 'damaged');
    await failsWith(t, describeWorkDirectory(`${folder}/work`), 'state-corrupt', MANIFEST_NAME);
  }));
