import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { currentProcess, isAlive, processPlace } from '../../lib/disk/process-identity.js';

/** Where there is no /proc there is no more than the pid, and most of this says nothing. */
const onLinux = process.platform === 'linux' ? test : test.skip;

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}

test('this process is alive', async (t) => {
  const own = await currentProcess();
  t.is(own.pid, process.pid);
  t.true(await isAlive(own));
});

test('a process that has ended is dead', async (t) => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  t.false(await isAlive({ ...(await currentProcess()), pid: child.pid!, started: '' }));
});

onLinux('another process with the same pid is not the one that was meant', async (t) => {
  t.false(await isAlive({ ...(await currentProcess()), started: '1' }));
});

onLinux('no process has outlived a boot', async (t) => {
  t.false(await isAlive({ ...(await currentProcess()), boot: '00000000-0000-0000-0000-000000000000' }));
});

test('unknown facts about an owner do not count against it', async (t) => {
  t.true(await isAlive({ pid: process.pid, started: '', boot: '' }));
});

onLinux('a process whose parent never asks how it ended is dead, though it has a pid', async (t) => {
  // The shell starts a child, then becomes a program that waits for no child; the child outlives that change.
  const shell = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 30']);
  const [chunk] = (await once(shell.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  const { boot } = await currentProcess();
  await waitUntil(async () => /\) Z /.test(await readFile(`/proc/${pid}/stat`, 'latin1')));
  t.true(process.kill(pid, 0));
  t.false(await isAlive({ pid, started: '', boot }));
  shell.kill();
  await once(shell, 'close');
});

onLinux('processes of one boot and one namespace of pids are in one place', async (t) => {
  t.regex(await processPlace(), /^[0-9a-f]{16}$/);
  t.is(await processPlace(), await processPlace());
});

const mayUnshare = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;
const MODULE = new URL('../../lib/disk/process-identity.js', import.meta.url).href;

/** What a process in a namespace of pids of its own knows of itself. */
function toldInNamespace(...flags: string[]): unknown {
  const program = `
    const { currentProcess, isAlive, processPlace } = await import('${MODULE}');
    const other = { ...(await currentProcess()), started: '1' };
    console.log(JSON.stringify([process.pid, await processPlace(), await isAlive(other)]));`;
  const args = ['--pid', '--fork', ...flags, process.execPath, '--input-type=module', '-e', program];
  return JSON.parse(spawnSync('unshare', args, { encoding: 'utf8' }).stdout);
}

(mayUnshare ? test : test.skip)(
  'a container is another place, one with the /proc of its host is none',
  async (t) => {
    const [pid, place, alive] = toldInNamespace('--mount-proc') as [number, string, boolean];
    t.deepEqual([pid, alive], [1, false]);
    t.regex(place, /^[0-9a-f]{16}$/);
    t.not(place, await processPlace());
    // There /proc/1 is somebody else: what it says of our process is not to be believed.
    t.deepEqual(toldInNamespace(), [1, '', true]);
  },
);
