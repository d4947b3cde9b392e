// Kills. A job, as a process of its own, is killed with SIGKILL at random moments while it reads, spills and
// merges, and killed again after it has resumed. In the end it must have come to the right answer, and nothing
// but the answer may be left.
import { dir } from 'tmp-promise';
import {
  type CommandJob,
  clear,
  live,
  prepareCommandJob,
  prepareLibraryJob,
  prepareReduceJob,
  wrongIn,
} from '../support/command-job.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const LOG_BYTES = 2 ** 20;
/** One range, some thirty runs, several passes of merging. */
const ONE_RANGE = ['--checkpoint-every', '32KiB'];
/** Several ranges, read by as many workers at once and merged part by part. */
const THREE_RANGES = { memory: '24MiB', workers: 3, grain: '32KiB', checkpointEvery: '32KiB' } as const;
const TWO_RANGES = { ...THREE_RANGES, memory: '16MiB', workers: 2 } as const;
/** Kills of one job at most: then it may end. */
const MAX_KILLS = 8;

/** The jobs that are killed. Which one is drawn for each case; it is prepared when it is drawn first. */
const JOBS: Readonly<Record<string, (folder: string, random: Random) => Promise<CommandJob>>> = {
  'one file': (folder, random) => prepareCommandJob(folder, random, LOG_BYTES, ONE_RANGE),
  'one file in two ranges': (folder, random) => prepareLibraryJob(folder, random, LOG_BYTES, TWO_RANGES),
  'one file in three ranges': (folder, random) => prepareLibraryJob(folder, random, LOG_BYTES, THREE_RANGES),
  'rotated logs and archives': (folder, random) =>
    prepareCommandJob(folder, random, LOG_BYTES, ONE_RANGE, 'rotated'),
  'rotated logs and archives in three ranges': (folder, random) =>
    prepareLibraryJob(folder, random, LOG_BYTES, THREE_RANGES, 'rotated'),
  'a reducer': (folder, random) =>
    prepareReduceJob(folder, random, LOG_BYTES, { memory: '1MiB', checkpointEvery: '64KiB' }),
  'a reducer in three ranges': (folder, random) => prepareReduceJob(folder, random, LOG_BYTES, THREE_RANGES),
  'a JSON array': (folder, random) =>
    prepareCommandJob(folder, random, LOG_BYTES, [...ONE_RANGE, '--input', 'json'], 'json'),
};

interface Subject {
  readonly job: CommandJob;
  /** About how long an undisturbed run takes. */
  milliseconds: number;
}

/** A case is a kill. */
export async function killCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  const killsOf: Record<string, number> = {};
  let [cases, jobs] = [0, 0];
  try {
    const random = new Random(options.seed);
    const subjects = new Map<string, Subject>();
    for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
      const name = random.pick(Object.keys(JOBS));
      const known = subjects.get(name);
      const subject = known ?? (await timed(await JOBS[name]!(`${path}/${subjects.size}`, random)));
      subjects.set(name, subject);
      // How often a job is killed depends on the clock, and must not alter which jobs come next.
      const { kills, wrong } = await killAndGoOn(subject, new Random(random.seed()));
      cases += kills;
      killsOf[name] = (killsOf[name] ?? 0) + kills;
      if (wrong !== undefined)
        failures.push(`--seed ${options.seed} (after ${cases} kills): ${name}: ${wrong}`);
      if (jobs % 5 === 0) options.report?.(`${cases} kills in ${jobs + 1} jobs, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, counts: { jobs, ...killsOf }, failures };
}

async function timed(job: CommandJob): Promise<Subject> {
  const started = performance.now();
  const { wrong } = await live(job);
  if (wrong !== undefined) throw new Error(wrong);
  return { job, milliseconds: performance.now() - started };
}

async function killAndGoOn(
  subject: Subject,
  random: Random,
): Promise<{ kills: number; wrong: string | undefined }> {
  const { job } = subject;
  await clear(job);
  let kills = 0;
  while (kills < MAX_KILLS) {
    const longest = Math.ceil(subject.milliseconds);
    const life = await live(job, { killAfter: random.between(Math.floor(longest / 5), longest) });
    // The machine's load changes during the campaign, and most lives should end by a kill.
    subject.milliseconds *= life.killed ? 1.02 : 0.8;
    if (life.killed) kills++;
    else return { kills, wrong: life.wrong ?? (await wrongIn(job)) };
  }
  const { wrong } = await live(job);
  return { kills, wrong: wrong ?? (await wrongIn(job)) };
}
