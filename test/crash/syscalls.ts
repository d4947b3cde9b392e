// System calls. strace kills the real command as it enters a call that changes the disk: each of them in turn. Then the
// same command must go on, come to the right answer, and leave nothing else.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import { type CommandJob, clear, live, prepareCommandJob, wrongIn } from '../support/command-job.js';
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
      const wrong = await killAt(job, point);
      if (wrong !== undefined) {
        failures.push(`--seed ${options.seed} (${point.call} number ${point.number}): ${wrong}`);
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

async function killAt(job: CommandJob, { call, number }: Point): Promise<string | undefined> {
  await clear(job);
  const inject = `inject=${call}:signal=KILL:when=${number}`;
  const under = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
  const first = await live(job, { under, env: ONE_THREAD });
  if (!first.killed) return first.wrong ?? 'it was not killed';
  const { wrong } = await live(job);
  return wrong ?? (await wrongIn(job));
}
