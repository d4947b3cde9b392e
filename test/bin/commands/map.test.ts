// A task that is fed by the process that has started it, and that ends with it.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { readPlan } from '../../../lib/cluster/plan-format.js';
import { PROGRAM, spillway } from '../../support/command.js';
import { drawLog } from '../../support/draw-log.js';
import { framesOf } from '../../support/feeder.js';
import { withFolder } from '../../support/folder.js';
import { Random } from '../../support/random.js';

const LOG = drawLog(new Random(41), 3_000_000);

function withListing(use: (folder: string) => Promise<void>) {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/listing`, `{"name":"s3://b/log","size":${LOG.length}}\n\n`);
    const { code, stdout, stderr } = await spillway(
      folder,
      'plan',
      '--listing',
      'listing',
      '--exchange',
      'x',
    );
    if (code !== 0) throw new Error(stderr);
    if (stdout !== '0\n') throw new Error(stdout);
    await use(folder);
  });
}

/** Starts a task whose standard input stays open. */
function startTask(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  // The task may leave before it has read everything.
  child.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, texts, ended };
}

const namesIn = (folder: string) => readdirSync(`${folder}/x`);

test('a task that is fed ends when it has its bytes, even if its standard input stays open', (t) =>
  withListing(async (folder) => {
    const frames = framesOf(await readPlan(`${folder}/x`), 0, [LOG], new Random(1));
    const { child, texts, ended } = startTask(
      folder,
      'map',
      'x',
      '0',
      '--feed',
      '--lifeline',
      '--progress',
      '--quiet',
    );
    child.stdin.write(Buffer.concat(frames));
    t.is(await ended, 0, texts.stderr);
    const lines = texts.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, { counters: { lines: number } }>);
    t.true(lines.some((line) => 'fed' in line));
    const records = LOG.toString('latin1')
      .split('\n')
      .filter((line) => line.trim() !== '').length;
    t.is(lines.at(-1)!['receipt']!.counters.lines, records);
    t.is(namesIn(folder).length, 3);
  }));

test('a task whose feed ends too early says that it is worth another feed, and leaves no files', (t) =>
  withListing(async (folder) => {
    const frames = framesOf(await readPlan(`${folder}/x`), 0, [LOG], new Random(2));
    const { child, texts, ended } = startTask(folder, 'map', 'x', '0', '--feed', '--lifeline');
    child.stdin.write(Buffer.concat(frames.slice(0, frames.length / 2)));
    while (!namesIn(folder).some((name) => name.startsWith('map-'))) await sleep(2);
    child.stdin.end();
    t.is(await ended, 76);
    t.regex(texts.stderr, /^spillway: the feed on standard input is not whole: it ended at byte \d+/);
    t.deepEqual(namesIn(folder), ['plan.json']);
  }));

test('a task with a lifeline ends when its standard input does, and leaves no files', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    await spillway(folder, 'plan', 'log', '--exchange', 'x', '--ranges', '1');
    const { child, texts, ended } = startTask(folder, 'map', 'x', '0', '--lifeline', '--memory', '1MiB');
    while (!namesIn(folder).some((name) => name.startsWith('map-'))) await sleep(1);
    child.kill('SIGSTOP');
    child.stdin.end();
    child.kill('SIGCONT');
    const code = await ended;
    // It may have ended before it was stopped.
    if (code === 0) t.is(namesIn(folder).length, 3);
    else {
      t.is(code, 75, texts.stderr);
      t.deepEqual(namesIn(folder), ['plan.json']);
    }
  }));

test('a listing that is no JSON, or that comes with sources, is refused', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/listing`, '{"name":"a","size":1}\nname,size\n');
    const plan = (...args: string[]) => spillway(folder, 'plan', '--exchange', 'x', ...args);
    const bad = await plan('--listing', 'listing');
    t.is(bad.code, 2);
    t.regex(bad.stderr, /listing: line 2 of the listing is not JSON/);
    t.is((await plan('--listing', 'none')).code, 2);
    t.is((await plan('--listing', 'listing', 'log')).code, 2);
    t.is((await plan()).code, 2);
    t.is(readFileSync(`${folder}/listing`, 'utf8').length, 32);
  }));
