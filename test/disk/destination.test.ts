import { readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { openDestination } from '../../lib/disk/destination.js';
import { partialPath, randomId } from '../../lib/disk/partial-file.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

test('a file is as it was until the new one is finished, and what killed writers left beside it goes', (t) =>
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

test('given up, it leaves the file as it was and nothing else', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/output`;
    await writeFile(path, 'old');
    const destination = await openDestination(path);
    await destination.write(Buffer.from('new'));
    await destination.abort();
    t.is(await readFile(path, 'utf8'), 'old');
    t.deepEqual(await readdir(folder), ['output']);
  }));

test('a device is written to, not replaced', async (t) => {
  const destination = await openDestination('/dev/null');
  await destination.write(Buffer.from('gone'));
  await destination.finish();
  const full = await openDestination('/dev/full');
  await failsWith(t, full.write(Buffer.from('x')), 'output-failed', '/dev/full', 'no space left');
  await full.abort();
});

test('what is no place for a file is refused', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, openDestination(folder), 'output-failed', folder, 'directory');
    await failsWith(t, openDestination(`${folder}/none/output`), 'output-failed', `${folder}/none`);
  }));
