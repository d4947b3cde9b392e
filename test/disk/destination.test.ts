import { readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { openDestination } from '../../lib/disk/destination.js';
import { partialPath, randomId } from '../../lib/disk/partial-file.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

test('a file stays until the new one is finished, and partial files of killed writers are removed', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/output`;
    await writeFile(path, 'old');
    await writeFile(partialPath(path, randomId()), 'half');
    await writeFile(partialPath(`${path}2`, randomId()), 'of another');
    const destination = await openDestination(path);
    await destination.write(Buffer.from('new'));
    t.is(await readFile(path, 'utf8'), 'old');
    t.is((await readdir(folder)).length, 3);
    await destination.finish();
    t.is(await readFile(path, 'utf8'), 'new');
    t.is((await readdir(folder)).length, 2);
  }));

test('an aborted output leaves the old file and nothing else', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/output`;
    await writeFile(path, 'old');
    const destination = await openDestination(path);
    await destination.write(Buffer.from('new'));
    await destination.abort();
    t.is(await readFile(path, 'utf8'), 'old');
    t.deepEqual(await readdir(folder), ['output']);
  }));

test('a device is written to and not replaced', async (t) => {
  const destination = await openDestination('/dev/null');
  await destination.write(Buffer.from('gone'));
  await destination.finish();
  const full = await openDestination('/dev/full');
  await failsWith(t, full.write(Buffer.from('x')), 'output-failed', '/dev/full', 'no space left');
  await full.abort();
});

test('a path that cannot be an output is refused', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, openDestination(folder), 'output-failed', folder, 'directory');
    await failsWith(t, openDestination(`${folder}/none/output`), 'output-failed', `${folder}/none`);
  }));
