// The command, stopped while it waits for the other side of a pipe, which never comes: it ends nevertheless.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { start } from '../support/command.js';
import { withFolder } from '../support/folder.js';

const LOG = '{"user_id":"1","type":"event","id":"e","name":"page"}\n';

const PLACES: Record<string, readonly string[]> = {
  'a source': ['pipe', '-o', 'out'],
  'the last source of two': ['log', 'pipe', '-o', 'out'],
  'a source of JSON': ['pipe', '-o', 'out', '--input', 'json'],
  'a source of the in-memory engine': ['pipe', '-o', 'out', '--in-memory'],
  'the output': ['log', '-o', 'pipe'],
  'the output of the in-memory engine': ['log', '-o', 'pipe', '--in-memory'],
  'the mapping': ['log', '-o', 'out', '--map', 'pipe'],
  'the report': ['log', '-o', 'out', '--report', 'pipe'],
  'the figures': ['log', '-o', 'out', '--stats', 'pipe'],
};

/** Resolves when the process waits for the pipe: it does nothing more, whatever it is that it waits for. */
async function idle(pid: number): Promise<void> {
  const spent = () => execFileSync('sh', ['-c', `cut -d" " -f14,15 /proc/${pid}/stat`]).toString();
  for (let before = '', same = 0; same < 5; await setTimeout(50)) {
    const now = spent();
    same = now === before && now !== '0 0\n' ? same + 1 : 0;
    before = now;
  }
}

const onLinux = process.platform === 'linux' ? test : test.skip;

for (const [place, args] of Object.entries(PLACES)) {
  onLinux(`a pipe without another side as ${place} does not keep the command from stopping`, (t) =>
    withFolder(async (folder) => {
      execFileSync('mkfifo', [`${folder}/pipe`]);
      writeFileSync(`${folder}/log`, LOG);
      const { child, result } = start(folder, 'summarize', ...args);
      await once(child, 'spawn');
      await idle(child.pid!);
      child.kill('SIGHUP');
      const { code, stderr } = await result;
      t.is(code, 129, stderr);
      t.regex(stderr, /^spillway: .*stopped.*$/m);
      t.deepEqual(
        readdirSync(folder).filter((name) => /pending|partial|lock|tmp/.test(name)),
        [],
      );
    }),
  );
}

onLinux('a reader of standard output that reads nothing does not keep the command from stopping', (t) =>
  withFolder(async (folder) => {
    writeFileSync(
      `${folder}/log`,
      Array.from({ length: 200_000 }, (_, user) => LOG.replace('"1"', `"${user}"`)).join(''),
    );
    const { child, result } = start(folder, 'summarize', 'log', '-o', '-', '--workers', '1');
    child.stdout!.pause();
    await once(child, 'spawn');
    await idle(child.pid!);
    child.kill('SIGTERM');
    await once(child, 'exit');
    child.stdout!.resume();
    const { code, stdout, stderr } = await result;
    t.is(code, 143, stderr);
    t.true(stdout.length < 2_000_000);
  }),
);
