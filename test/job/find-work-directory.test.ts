import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { findWorkDirectory, keptWorkDirectory } from '../../lib/job/find-work-directory.js';
import { currentProcess, processPlace } from '../../lib/storage/process-identity.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { leftBehindIn } from '../support/left-behind.js';

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

(process.platform === 'linux' ? test.serial : test.skip)(
  'each job sweeps the scratch directories of killed processes, also one that needs none',
  (t) =>
    withFolder(async (folder) => {
      const former = process.env['TMPDIR'];
      process.env['TMPDIR'] = folder;
      try {
        const { started } = await currentProcess();
        // The pid of this process, but of one that was started earlier.
        const dead = `spillway-${await processPlace()}-${Number(started) - 1}-${process.pid}-aZ09aZ09aZ09`;
        for (const output of [`${folder}/output`, '-']) {
          await mkdir(`${folder}/${dead}`);
          await writeFile(`${folder}/${dead}/run`, '');
          const { directory, scratch } = await findWorkDirectory(output, undefined);
          if (scratch) await rm(directory, { recursive: true });
          t.deepEqual(await leftBehindIn(folder), []);
        }
      } finally {
        if (former === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = former;
      }
    }),
);
