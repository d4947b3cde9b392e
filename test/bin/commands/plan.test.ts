// The tasks of a job as commands, started by a shell, and killed.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { ClusterSummary } from '../../../lib/cluster/commit-parts.js';
import { summarize } from '../../../lib/index.js';
import { readResult } from '../../support/cluster-job.js';
import { PROGRAM, spillway, spillwayInShell, start, startProgram } from '../../support/command.js';
import { drawLog } from '../../support/draw-log.js';
import { withFolder } from '../../support/folder.js';
import { Random } from '../../support/random.js';
import { withSmallLog } from '../../support/small-log.js';

const XARGS = fileURLToPath(new URL('../../../../examples/beyond-xargs.sh', import.meta.url));

function resultIn(folder: string) {
  return readResult(folder, JSON.parse(readFileSync(`${folder}/_spillway.json`, 'utf8')) as ClusterSummary);
}

async function withLog(seed: number, bytes: number, use: (folder: string) => Promise<void>) {
  await withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, drawLog(new Random(seed), bytes));
    await summarize({ source: `${folder}/log`, output: `${folder}/whole`, rejects: `${folder}/rejects` });
    await use(folder);
  });
}

test('the example with xargs gives the bytes of summarize, and its rejects', (t) =>
  withLog(11, 2_000_000, async (folder) => {
    const command = `SPILLWAY='${process.execPath} ${PROGRAM}' SLOTS=2 ${XARGS} x out log --rejects --ranges 5 --parts 3`;
    const { code, stderr } = await startProgram('sh', folder, '-c', command).result;
    t.is(code, 3, stderr);
    const { output, rejects } = resultIn(`${folder}/out`);
    t.true(output.equals(readFileSync(`${folder}/whole`)));
    t.true(rejects!.equals(readFileSync(`${folder}/rejects`)));
    t.deepEqual(readdirSync(folder).sort(), ['log', 'out', 'rejects', 'whole', 'x']);
  }));

test('tasks that are killed at any moment count for nothing, and the next driver starts only those that are left', (t) =>
  withLog(12, 3_000_000, async (folder) => {
    const random = new Random(12);
    const indices = (text: string) => text.split('\n').filter((line) => line !== '');
    const plan = () =>
      spillway(folder, 'plan', 'log', '--exchange', 'x', '--ranges', '4', '--parts', '3', '--rejects');
    const killedOrDone = async (...args: string[]) => {
      const { child, result } = start(folder, ...args, '--memory', random.pick(['1MiB', '64MiB']));
      if (random.once(2)) void sleep(random.between(20, 400)).then(() => child.kill('SIGKILL'));
      const { code, signal, stderr } = await result;
      t.true(code === 0 || signal === 'SIGKILL', stderr);
    };
    let left = indices((await plan()).stdout);
    t.deepEqual(left, ['0', '1', '2', '3']);
    for (; left.length > 0; left = indices((await plan()).stdout)) {
      await Promise.all(left.slice(0, 2).map((index) => killedOrDone('map', 'x', index)));
    }
    for (left = indices((await spillway(folder, 'cut', 'x')).stdout); left.length > 0; ) {
      await killedOrDone('reduce', 'x', random.pick(left), '--output', 'out');
      left = indices((await spillway(folder, 'cut', 'x')).stdout);
    }
    t.is((await spillway(folder, 'commit', 'x', '--output', 'out')).code, 3);
    const { output, rejects } = resultIn(`${folder}/out`);
    t.true(output.equals(readFileSync(`${folder}/whole`)));
    t.true(rejects!.equals(readFileSync(`${folder}/rejects`)));
  }));

test('a task stopped by a signal says so by its exit code, and leaves no files', (t) =>
  withLog(13, 4_000_000, async (folder) => {
    await spillway(folder, 'plan', 'log', '--exchange', 'x', '--ranges', '1');
    const { child, result } = start(folder, 'map', 'x', '0');
    while (!readdirSync(`${folder}/x`).some((name) => name.startsWith('map-'))) await sleep(2);
    child.kill('SIGTERM');
    const { code, stderr } = await result;
    if (code !== 0) {
      t.is(code, 143, stderr);
      t.deepEqual(readdirSync(`${folder}/x`), ['plan.json']);
    } else t.true(readdirSync(`${folder}/x`).length > 1);
  }));

test('exit codes tell wrong usage, what would fail again, and what is worth repeating', (t) =>
  withSmallLog(async (folder) => {
    const codeOf = async (...args: string[]) => (await spillway(folder, ...args)).code;
    t.is(await codeOf('map', 'nowhere', '0'), 2);
    t.is(await codeOf('plan', 'none', '--exchange', 'x'), 1);
    t.is(await codeOf('plan', 'log', '--exchange', 'x', '--rejects'), 0);
    t.is(await codeOf('map', 'x', '1'), 2);
    t.is(await codeOf('map', 'x', 'first'), 2);
    t.is(await codeOf('cut', 'x'), 75);
    t.is(await codeOf('reduce', 'x', '0', '-o', 'out'), 75);
    t.is(await codeOf('map', 'x', '0'), 0);
    t.is(await codeOf('cut', 'x'), 0);
    t.is(await codeOf('commit', 'x', '-o', 'out'), 75);
    t.is(await codeOf('reduce', 'x', '0', '-o', 'out'), 0);
    const { code, stderr } = await spillway(folder, 'commit', 'x', '-o', 'out');
    t.is(code, 3, stderr);
    t.regex(stderr, /out: 2 users of 3 lines, in 1 parts?\n1 line was rejected: 1 not-an-object/);
    const run = readdirSync(`${folder}/x`, { recursive: true }).find((name) => String(name).endsWith('.run'));
    writeFileSync(`${folder}/x/${run}`, Buffer.alloc(readFileSync(`${folder}/x/${run}`).length));
    t.is(await codeOf('reduce', 'x', '0', '-o', 'out'), 76);
    rmSync(`${folder}/log`);
    t.is(await codeOf('map', 'x', '0'), 1);
  }));

test('with --progress a task ends with its receipt as a line of JSON on standard output', (t) =>
  withSmallLog(async (folder) => {
    const script =
      'spillway plan log --exchange x --quiet | xargs -n 1 echo; spillway map x 0 --progress --quiet';
    const { stdout, stderr } = await spillwayInShell(folder, script);
    t.is(stderr, '');
    const [index, line] = stdout.trimEnd().split('\n');
    t.is(index, '0');
    t.is((JSON.parse(line!) as { receipt: { counters: { lines: number } } }).receipt.counters.lines, 3);
  }));
