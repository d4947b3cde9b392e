import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import test from 'ava';
import { currentProcess, processPlace } from '../../lib/disk/process-identity.js';
import { findWorkDirectory, keptWorkDirectory } from '../../lib/job/find-work-directory.js';
import { withFolder } from '../support/folder.js';
import { leftBehindIn } from '../support/left-behind.js';

const file = { path: '/folder/output', replaceable: true, permissions: 'umask' } as const;
const device = { path: '/dev/null', replaceable: false, permissions: 0o666 };

test('the work directory is beside the output, or where the options say', async (t) => {
  t.is(keptWorkDirectory(file, undefined), '/folder/output.spillway');
  t.is(keptWorkDirectory(file, '/work'), '/work');
  t.is(keptWorkDirectory(device, '/work'), '/work');
  t.deepEqual(await findWorkDirectory('/work'), { directory: '/work', scratch: false });
});

(process.platform === 'linux' ? test.serial : test.skip)(
  'each job sweeps the scratch directories of killed processes, even if it needs none itself',
  (t) =>
    withFolder(async (folder) => {
      const former = process.env['TMPDIR'];
      process.env['TMPDIR'] = folder;
      try {
        const { started } = await currentProcess();
        // The pid of this process, but of one that was started earlier.
        const dead = `spillway-${await processPlace()}-${Number(started) - 1}-${process.pid}-aZ09aZ09aZ09`;
        for (const kept of [`${folder}/work`, undefined]) {
          await mkdir(`${folder}/${dead}`);
          await writeFile(`${folder}/${dead}/run`, '');
          const { directory, scratch } = await findWorkDirectory(kept);
          if (scratch) await rm(directory, { recursive: true });
          t.deepEqual(await leftBehindIn(folder), []);
        }
      } finally {
        if (former === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = former;
      }
    }),
);

test('a device gets a scratch directory, from which no job resumes', async (t) => {
  const kept = keptWorkDirectory(device, undefined);
  t.is(kept, undefined);
  const { directory, scratch } = await findWorkDirectory(kept);
  t.true(scratch);
  t.deepEqual(await readdir(directory), []);
  await rm(directory, { recursive: true });
});
