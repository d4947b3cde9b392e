// What a job is short of that is no file: address space, and its own kernel.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { PROGRAM, spillway } from '../support/command.js';
import { withFolder } from '../support/folder.js';

const LINES = 1000;
/** Of a log that is worth three workers. */
const MANY_LINES = 700_000;
const GIB = 2 ** 20;

function lines(count = LINES): string {
  const text: string[] = [];
  for (let line = 0; line < count; line++) {
    text.push(`{"user_id":"u${line % 997}","type":"event","id":"event ${line}","name":"page ${line % 9}"}\n`);
  }
  return text.join('');
}

const JOB = ['summarize', 'log', '-o', 'out', '--memory', '24MiB', '--workers', '3', '--quiet'];

/** Under a limit of address space, in KiB. A kernel reserves 10 GiB of it. */
function within(folder: string, limit: number) {
  const script = `ulimit -v ${limit} && exec "$@"`;
  return spawnSync('sh', ['-c', script, 'sh', process.execPath, PROGRAM, ...JOB], {
    cwd: folder,
    encoding: 'utf8',
  });
}

const onLinux = process.platform === 'linux' && process.arch === 'x64' ? test : test.skip;

onLinux('without address space for a kernel the command says so in a line, with the way out', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, lines());
    const { status, stderr } = within(folder, 6 * GIB);
    t.is(status, 1);
    t.regex(stderr, /^spillway: the system gives no more memory .*--disable-wasm-trap-handler.*\n$/);
  }),
);

onLinux('with address space for few kernels there are fewer workers, and the same summary', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, lines(MANY_LINES));
    t.is((await spillway(folder, ...JOB)).code, 0);
    const summary = readFileSync(`${folder}/out`, 'utf8');
    for (const limit of [26 * GIB, 50 * GIB]) {
      rmSync(`${folder}/out`);
      const { status, stderr } = within(folder, limit);
      t.is(status, 0, stderr);
      t.is(readFileSync(`${folder}/out`, 'utf8'), summary);
    }
  }),
);

test('a kernel that cannot be read, or is damaged, is reported by name', (t) =>
  withFolder(async (folder) => {
    const command = `${folder}/package/dist/command`;
    cpSync(dirname(PROGRAM), command, { recursive: true });
    cpSync(
      fileURLToPath(new URL('../../../package.json', import.meta.url)),
      `${folder}/package/package.json`,
    );
    writeFileSync(`${folder}/log`, lines());
    const run = () =>
      spawnSync(process.execPath, [`${command}/spillway.js`, ...JOB], { cwd: folder, encoding: 'utf8' });
    t.is(run().status, 0);
    truncateSync(`${command}/kernel.wasm`, 1000);
    const damaged = run();
    t.is(damaged.status, 1);
    t.is(
      damaged.stderr,
      `spillway: cannot read ${command}/kernel.wasm, a part of spillway: it is damaged; install spillway again\n`,
    );
    rmSync(`${command}/kernel.wasm`);
    const missing = run();
    t.is(missing.status, 1);
    t.regex(
      missing.stderr,
      /^spillway: cannot read .*kernel\.wasm, a part of spillway: no such file.*install spillway again\n$/,
    );
  }));
