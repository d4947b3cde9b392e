import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { findWorkDirectory, keptWorkDirectory } from '../../lib/job/find-work-directory.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

test('it is beside the file that is replaced, where a link leads, or where it was said to be', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/elsewhere`);
    await writeFile(`${folder}/elsewhere/file`, '');
    await symlink(`${folder}/elsewhere/file`, `${folder}/link`);
    t.is(await keptWorkDirectory(`${folder}/output`, undefined), `${folder}/output.spillway`);
    t.is(await keptWorkDirectory(`${folder}/link`, undefined), `${folder}/elsewhere/file.spillway`);
    t.is(await keptWorkDirectory(`${folder}/output`, `${folder}/work`), `${folder}/work`);
    t.is(await keptWorkDirectory('-', `${folder}/work`), `${folder}/work`);
    t.deepEqual(await readdir(folder), ['elsewhere', 'link']);
  }));

test('there is none to go on from beside a device or standard output: it is a scratch directory then', async (t) => {
  for (const output of ['/dev/null', '-']) {
    t.is(await keptWorkDirectory(output, undefined), undefined);
    const { directory, scratch } = await findWorkDirectory(output, undefined);
    t.true(scratch);
    t.deepEqual(await readdir(directory), []);
    await rm(directory, { recursive: true });
  }
});

test('an output that cannot be written is refused, wherever the work would be', (t) =>
  withFolder(async (folder) => {
    const output = `${folder}/none/output`;
    await failsWith(t, findWorkDirectory(output, undefined), 'output-failed', output);
    await failsWith(t, findWorkDirectory(output, `${folder}/work`), 'output-failed', output);
  }));
