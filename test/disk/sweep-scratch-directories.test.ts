import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { currentProcess, processPlace } from '../../lib/disk/process-identity.js';
import { scratchPrefix, sweepScratchDirectories } from '../../lib/disk/sweep-scratch-directories.js';
import { withFolder } from '../support/folder.js';

/** Elsewhere a process cannot be told from another that has its pid. */
const onLinux = process.platform === 'linux' ? test : test.skip;

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid!;
}

async function makeDirectory(path: string): Promise<void> {
  await mkdir(`${path}/deep`, { recursive: true });
  await writeFile(`${path}/deep/run`, 'rows');
}

onLinux('removes what dead processes of this user have left, and nothing else', (t) =>
  withFolder(async (folder) => {
    const [place, { started }] = [await processPlace(), await currentProcess()];
    const dead = await deadPid();
    const [own, other] = [
      `spillway-${place}-${started}`,
      place.replace(/^./, (it) => (it === '0' ? '1' : '0')),
    ];
    const swept = [`${own}-${dead}-aZ09aZ09aZ09`, `spillway-${place}-1-${process.pid}-aZ09aZ09aZ09`];
    const kept = [
      // Of this process, of another place, of somebody who did not know it, and of other programs.
      `${own}-${process.pid}-aZ09aZ09aZ09`,
      `spillway-${other}-${started}-${dead}-aZ09aZ09aZ09`,
      `spillway-${dead}-aZ09aZ09aZ09`,
      `${own}-${dead}-aZ09aZ09aZ09.old`,
      `tmp-${dead}-aZ09aZ09aZ09`,
    ];
    for (const name of [...swept, ...kept]) await makeDirectory(`${folder}/${name}`);
    await writeFile(`${folder}/${own}-${dead}-file`, '');
    await symlink(`${folder}/${kept[0]}`, `${folder}/${own}-${dead}-link`);
    await sweepScratchDirectories(folder);
    t.deepEqual(
      (await readdir(folder)).sort(),
      [...kept, `${own}-${dead}-file`, `${own}-${dead}-link`].sort(),
    );
    t.deepEqual(await readdir(`${folder}/${kept[0]}/deep`), ['run']);
  }),
);

test('a parent directory that cannot be listed is left alone', (t) =>
  t.notThrowsAsync(sweepScratchDirectories('/there/is/nothing')));

onLinux('the name says whose it is', async (t) => {
  t.is(await scratchPrefix(), `spillway-${await processPlace()}-${(await currentProcess()).started}`);
  t.regex(await processPlace(), /^[0-9a-f]{16}$/);
});
