// Kills. The real command, as a process of its own, is killed with SIGKILL at random moments while it reads, spills and
// merges, and killed again while it goes on from there. In the end it must have come to the right answer, and nothing
// but the answer may be left.
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dir } from 'tmp-promise';
import { drawLog } from '../support/draw-log.js';
import { Random } from '../support/random.js';
import { type Answer, expectedOf } from '../support/small-job.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const COMMAND = fileURLToPath(new URL('../../bin/spillway.js', import.meta.url));

/** One range, some thirty runs, several passes of merging; or two ranges on two threads, one time in so many. */
const SMALL_LOG_BYTES = 2 ** 20;
const LARGE_LOG_BYTES = 36 * 2 ** 20;
const LARGE_ONE_IN = 16;
/** Kills of one job at most: then it may end. */
const MAX_KILLS = 8;

interface Subject {
  readonly folder: string;
  readonly expected: Answer;
  readonly args: readonly string[];
  /** About how long an undisturbed run takes. */
  milliseconds: number;
}

/** A case is a kill. */
export async function killCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let [cases, jobs] = [0, 0];
  try {
    const small = await prepare(`${path}/small`, SMALL_LOG_BYTES, ['--checkpoint-every', '32KiB'], options);
    const large = options.cases < LARGE_ONE_IN * MAX_KILLS ? small : await prepareLarge(path, options);
    for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
      const seed = options.seed + jobs;
      const random = new Random(seed);
      const { kills, wrong } = await killAndGoOn(random.once(LARGE_ONE_IN) ? large : small, random);
      cases += kills;
      if (wrong !== undefined) failures.push(`--seed ${seed} (after ${kills} kills): ${wrong}`);
      if (jobs % 20 === 0)
        options.report?.(`${cases} kills in ${jobs + 1} jobs, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, counts: { jobs }, failures };
}

function prepareLarge(path: string, options: CampaignOptions): Promise<Subject> {
  return prepare(`${path}/large`, LARGE_LOG_BYTES, ['--checkpoint-every', '4MiB', '--workers', '2'], options);
}

async function prepare(
  folder: string,
  bytes: number,
  flags: readonly string[],
  { seed }: CampaignOptions,
): Promise<Subject> {
  const log = drawLog(new Random(seed), bytes);
  await mkdir(folder);
  await writeFile(`${folder}/source`, log);
  const files = [`${folder}/source`, '--output', `${folder}/summary`, '--rejects', `${folder}/rejects`];
  const args = ['summarize', ...files, '--max-line', '1KiB', '--memory', '1MiB', '--quiet', ...flags];
  const started = performance.now();
  await live(args);
  const milliseconds = performance.now() - started;
  return { folder, args, expected: await expectedOf(log), milliseconds };
}

async function killAndGoOn(
  subject: Subject,
  random: Random,
): Promise<{ kills: number; wrong: string | undefined }> {
  const { folder, args } = subject;
  for (const name of ['summary', 'rejects']) await rm(`${folder}/${name}`, { force: true });
  let kills = 0;
  while (kills < MAX_KILLS) {
    const longest = Math.ceil(subject.milliseconds);
    const life = await live(args, random.between(Math.floor(longest / 5), longest));
    // How busy the machine is changes while this goes on; most lives are to end by a kill.
    subject.milliseconds *= life.killed ? 1.02 : 0.8;
    if (life.killed) kills++;
    else return { kills, wrong: life.wrong ?? (await wrongIn(subject)) };
  }
  const { wrong } = await live(args);
  return { kills, wrong: wrong ?? (await wrongIn(subject)) };
}

/** One process, killed after so many milliseconds if it still is there then. */
async function live(
  args: readonly string[],
  killAfter?: number,
): Promise<{ killed: boolean; wrong: string | undefined }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  if (killAfter !== undefined) {
    await Promise.race([ended, sleep(killAfter)]);
    child.kill('SIGKILL');
  }
  const { code, signal } = await ended;
  if (signal === 'SIGKILL' && killAfter !== undefined) return { killed: true, wrong: undefined };
  const well = code === 0 || code === 3;
  return { killed: false, wrong: well ? undefined : `ended with ${code ?? signal}: ${words}` };
}

async function wrongIn({ folder, expected }: Subject): Promise<string | undefined> {
  if (!(await readFile(`${folder}/summary`)).equals(expected.summary)) return 'the output is wrong';
  if (!(await readFile(`${folder}/rejects`)).equals(expected.rejects)) return 'the rejects are wrong';
  const names = (await readdir(folder)).sort().join(' ');
  return names === 'rejects source summary' ? undefined : `left behind: ${names}`;
}
