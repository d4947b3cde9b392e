import { readdir, rm } from 'node:fs/promises';
import test from 'ava';
import { findWorkDirectory, keptWorkDirectory } from '../../lib/job/find-work-directory.js';

const file = { path: '/folder/output', replaceable: true, permissions: 'umask' } as const;
const device = { path: '/dev/null', replaceable: false, permissions: 0o666 };

test('it is beside the file that is replaced, or where it was said to be', async (t) => {
  t.is(keptWorkDirectory(file, undefined), '/folder/output.spillway');
  t.is(keptWorkDirectory(file, '/work'), '/work');
  t.is(keptWorkDirectory(device, '/work'), '/work');
  t.deepEqual(await findWorkDirectory('/work'), { directory: '/work', scratch: false });
});

test('there is none to resume from beside a device: it is a scratch directory then', async (t) => {
  const kept = keptWorkDirectory(device, undefined);
  t.is(kept, undefined);
  const { directory, scratch } = await findWorkDirectory(kept);
  t.true(scratch);
  t.deepEqual(await readdir(directory), []);
  await rm(directory, { recursive: true });
});
