// System calls. strace ends the real command as it enters a call that changes the disk, or lets the call fail: each of
// them in turn, with one, two or three workers, in whichever thread comes to it first; and again, after the job has resumed,
// at a random one. Then the same command must resume, come to the right answer, and leave nothing else.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import { Random } from '../support/random.js';
import {
  copyCommand,
  type Ending,
  prepareThreadedJob,
  reset,
  SHAPES,
  start,
  type ThreadedJob,
  wrongAfterAll,
} from '../support/threaded-job.js';
import { wrongWhenFailed } from '../support/wrong-when-failed.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES, Tally } from './campaign.js';

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
const CODES = ['EIO', 'ENOSPC', 'EDQUOT', 'EPERM', 'EROFS'];
const WORKERS = [1, 2, 3];
/** strace counts the calls of each thread by itself: with this, those of the pool come one after the other. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

interface Point {
  readonly call: string;
  /** Of the calls of one thread. */
  readonly number: number;
}

/** Whether strace is there and may trace. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
}

/** A case is a call. It ends when each was had, or as many as were asked for. */
export async function syscallCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, oneIn = 1, maxFailures = MAX_FAILURES } = options;
  const failures: string[] = [];
  const tally = new Tally();
  const random = new Random(seed);
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let [cases, bites] = [0, 0];
  try {
    const command = await copyCommand(path);
    const jobs: { job: ThreadedJob; points: Point[] }[] = [];
    for (const workers of WORKERS) {
      const job = await prepareThreadedJob(command, `${path}/${workers}`, random, SHAPES[0]!, workers);
      jobs.push({ job, points: (await pointsOf(job)).filter(() => random.once(oneIn)) });
    }
    // A point of each job in turn.
    for (let round = 0; jobs.some(({ points }) => round < points.length); round++) {
      for (const { job, points } of jobs.filter((it) => round < it.points.length)) {
        if (cases >= options.cases || failures.length >= maxFailures) break;
        cases++;
        const [point, second] = [points[round]!, random.pick(points)];
        const fails = random.once(2) ? random.pick(CODES) : undefined;
        const { bit, wrong } = await (fails === undefined
          ? killAt(job, point, second)
          : failAt(job, point, fails));
        if (bit) bites++;
        tally.add(`with ${job.workers} workers`);
        if (bit) tally.add(`bit with ${job.workers} workers`);
        if (wrong !== undefined) {
          const what = fails === undefined ? `killed, then at ${second.call} number ${second.number}` : fails;
          const where = `${job.workers} workers, ${point.call} number ${point.number}`;
          failures.push(`--seed ${seed} (${where}: ${what}): ${wrong}`);
        }
        if (cases % 20 === 0) options.report?.(`${cases} calls, ${failures.length} failures`);
      }
    }
  } finally {
    await cleanup();
  }
  return { cases, bit: bites, counts: tally.counts, failures };
}

/** Every call that an undisturbed run makes. */
async function pointsOf(job: ThreadedJob): Promise<Point[]> {
  await reset(job);
  const trace = `${job.folder}.trace`;
  const wrong = await wrongAfterAll(job, await traced(job, trace, ['-e', `trace=${CALLS}`]));
  if (wrong !== undefined) throw new Error(`strace: ${wrong}`);
  const lines = (await readFile(trace, 'utf8')).split('\n');
  const most = new Map<string, number>();
  const ofThreads = new Map<string, number>();
  for (const line of lines) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (call === undefined) continue;
    const number = (ofThreads.get(`${thread} ${call}`) ?? 0) + 1;
    ofThreads.set(`${thread} ${call}`, number);
    most.set(call, Math.max(most.get(call) ?? 0, number));
  }
  return [...most].flatMap(([call, count]) =>
    Array.from({ length: count }, (_, index) => ({ call, number: index + 1 })),
  );
}

interface Attempt {
  readonly bit: boolean;
  readonly wrong: string | undefined;
}

/** Kills the job at a call, and after it has resumed at another one, if it reaches that. */
async function killAt(job: ThreadedJob, first: Point, second: Point): Promise<Attempt> {
  await reset(job);
  const ending = await injected(job, first, 'signal=KILL');
  if (ending.signal !== 'SIGKILL') return { bit: false, wrong: await wrongAfterAll(job, ending) };
  const again = await injected(job, second, 'signal=KILL');
  const last = again.signal === 'SIGKILL' ? await start(job) : again;
  return { bit: true, wrong: await wrongAfterAll(job, last) };
}

/** Lets a call, and each later one of its kind, fail; then the job is started again. */
async function failAt(job: ThreadedJob, { call, number }: Point, code: string): Promise<Attempt> {
  await reset(job);
  const ending = await injected(job, { call, number }, `error=${code}`);
  const bit = (await readFile(`${job.folder}.trace`, 'utf8')).includes('(INJECTED)');
  if (ending.code === 3) return { bit, wrong: await wrongAfterAll(job, ending, bit) };
  const wrong = await wrongWhenFailed(job, ending, { cause: code, call, forGood: true });
  return { bit, wrong: wrong ?? (await wrongAfterAll(job, await start(job))) };
}

function injected(job: ThreadedJob, { call, number }: Point, what: string): Promise<Ending> {
  const when = what.startsWith('error') ? `${number}+` : `${number}`;
  return traced(job, `${job.folder}.trace`, [
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:${what}:when=${when}`,
  ]);
}

function traced(job: ThreadedJob, trace: string, flags: readonly string[]): Promise<Ending> {
  return start(job, { under: ['strace', '-f', '-qq', '-o', trace, ...flags], env: ONE_THREAD });
}
