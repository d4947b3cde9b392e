// System calls. strace kills the real command as it enters a call that changes the disk: each of them in turn; and again,
// while it goes on, at a random one. Then the same command must go on, come to the right answer, and leave nothing else.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import {
  type CommandJob,
  clear,
  type Life,
  live,
  prepareCommandJob,
  wrongIn,
} from '../support/command-job.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** Calls that change a file or a directory and that nothing but storage makes here; node writes files with pwrite64. */
const CALLS = [
  'pwrite64',
  'ftruncate',
  'fsync',
  'fchmod',
  'chmod',
  'link',
  'rename',
  'unlink',
  'mkdir',
  'rmdir',
];
const LOG_BYTES = 150_000;
const FLAGS = ['--checkpoint-every', '40KiB', '--workers', '1'];
/** strace counts the calls of each thread by itself. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

interface Point {
  readonly call: string;
  readonly number: number;
}

/** Whether strace is there and may trace. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
}

/** A case is a call. It ends when each was had, or as many as were asked for. */
export async function syscallCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const random = new Random(options.seed);
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let cases = 0;
  try {
    const job = await prepareCommandJob(`${path}/job`, random, LOG_BYTES, FLAGS);
    const points = await pointsOf(job, `${path}/trace`);
    for (const point of points.filter(() => random.once(options.oneIn ?? 1))) {
      if (cases >= options.cases || failures.length >= MAX_FAILURES) break;
      cases++;
      const second = random.pick(points);
      const wrong = await killAt(job, point, second);
      if (wrong !== undefined) {
        const calls = [point, second].map(({ call, number }) => `${call} number ${number}`);
        failures.push(`--seed ${options.seed} (${calls.join(', then ')}): ${wrong}`);
      }
      if (cases % 20 === 0) {
        options.report?.(`${cases} of ${points.length} calls, ${failures.length} failures`);
      }
    }
  } finally {
    await cleanup();
  }
  return { cases, counts: {}, failures };
}

/** Every call that an undisturbed run makes. */
async function pointsOf(job: CommandJob, trace: string): Promise<Point[]> {
  const under = ['strace', '-f', '-qq', '-e', `trace=${CALLS}`, '-o', trace];
  const { wrong } = await live(job, { under, env: ONE_THREAD });
  if (wrong !== undefined) throw new Error(`strace: ${wrong}`);
  const lines = (await readFile(trace, 'utf8')).split('\n');
  const names = lines.map((line) => /^\d+ +(\w+)\(/.exec(line)?.[1]);
  return CALLS.flatMap((call) => {
    const count = names.filter((name) => name === call).length;
    return Array.from({ length: count }, (_, index) => ({ call, number: index + 1 }));
  });
}

/** Kills the job at a call, and then, while it goes on, at another one, if it comes to that. */
async function killAt(job: CommandJob, first: Point, second: Point): Promise<string | undefined> {
  await clear(job);
  const { killed, wrong } = await liveUntil(job, first);
  if (!killed) return wrong ?? 'it was not killed';
  const again = await liveUntil(job, second);
  const last = again.killed ? await live(job) : again;
  return last.wrong ?? (await wrongIn(job));
}

function liveUntil(job: CommandJob, { call, number }: Point): Promise<Life> {
  const inject = `inject=${call}:signal=KILL:when=${number}`;
  const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
  return live(job, { under, env: ONE_THREAD });
}
