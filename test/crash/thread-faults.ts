// Faults in threads. The command as it ships, on a real disk, with one, two or three workers, reads, spills, merges and
// writes to each kind of output, while one call to the file system, of any of its threads, goes wrong or is the last one.
// Then three things are looked at: the words, the exit code, and what is left; and the next start comes to the right answer.
import { readFile, rm } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import { Random } from '../support/random.js';
import type { ThreadFault } from '../support/thread-fault.js';
import {
  copyCommand,
  type Ending,
  halfWritten,
  prepareThreadedJob,
  reset,
  SHAPES,
  start,
  type ThreadedJob,
  wrongAfterAll,
} from '../support/threaded-job.js';
import { wrongWhenFailed } from '../support/wrong-when-failed.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES, Tally } from './campaign.js';

const CODES = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'EACCES', 'EROFS'];
const WORKERS = [1, 2, 3];
/** Loads what injects faults into each thread: arguments of node would not reach the workers. */
export const PRELOAD = {
  NODE_OPTIONS: `--import=${new URL('../support/fault-preload.js', import.meta.url).href}`,
};

interface Subject {
  readonly job: ThreadedJob;
  /** How many calls there are with each key. */
  readonly calls: ReadonlyMap<string, number>;
}

/** A case is a fault. Each kind of job has one in its turn. */
export async function threadFaultCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, maxFailures = MAX_FAILURES } = options;
  const failures: string[] = [];
  const tally = new Tally();
  const { path: folder, cleanup } = await dir({ unsafeCleanup: true });
  const random = new Random(seed);
  let [cases, bites] = [0, 0];
  try {
    const command = await copyCommand(folder);
    const subjects = drawSubjects(command, folder, random);
    for (; cases < options.cases && failures.length < maxFailures; cases++) {
      const { job, calls } = await subjects[cases % subjects.length]!();
      const fault = drawFault(calls, random);
      const { bit, ended, wrong } = await attempt(job, fault);
      if (bit) bites++;
      tally.add(`with ${job.workers} workers`, `of ${job.name}`);
      if (bit) tally.add(`bit with ${job.workers} workers`);
      if (bit && fault.key.startsWith('worker')) tally.add('bit in a worker');
      if (bit && fault.kind === 'kill') tally.add('kills');
      if (bit && ended) tally.add('survived');
      if (wrong !== undefined) {
        const what = `${job.name}, ${job.workers} workers, ${JSON.stringify(fault)}`;
        failures.push(`--seed ${seed} (${what}): ${wrong}`);
      }
      if (cases % 20 === 19) options.report?.(`${cases + 1} faults, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, bit: bites, counts: tally.counts, failures };
}

/** Each kind of job with each number of workers, in an order that is drawn; prepared when it is asked for first. */
function drawSubjects(command: string, folder: string, random: Random): (() => Promise<Subject>)[] {
  const kinds = SHAPES.flatMap((shape) =>
    WORKERS.map((workers) => ({ shape, workers, order: random.seed() })),
  );
  return kinds
    .sort((one, other) => one.order - other.order)
    .map(({ shape, workers, order }, index) => {
      let subject: Promise<Subject> | undefined;
      return () => {
        subject ??= prepareThreadedJob(command, `${folder}/${index}`, new Random(order), shape, workers).then(
          observed,
        );
        return subject;
      };
    });
}

/** The calls that the job makes when nothing goes wrong. */
async function observed(job: ThreadedJob): Promise<Subject> {
  await reset(job);
  const notes = `${job.folder}.calls`;
  await rm(notes, { force: true });
  const wrong = await wrongAfterAll(job, await start(job, { env: { ...PRELOAD, FAULT_CALLS: notes } }));
  if (wrong !== undefined) throw new Error(`${job.name}: ${wrong}`);
  const calls = new Map<string, number>();
  for (const key of (await readFile(notes, 'utf8')).trimEnd().split('\n'))
    calls.set(key, (calls.get(key) ?? 0) + 1);
  const has = (part: string) => [...calls.keys()].some((key) => key.includes(part));
  if (has('worker ') !== job.workers > 1) throw new Error(`${job.name}: other threads than were expected`);
  if (has('merge-') !== job.passes) throw new Error(`${job.name}: other passes than were expected`);
  return { job, calls };
}

/**
 * Each kind of call is as likely as any other, however often it is made: those that are made once matter most. Of a job
 * with workers, two in three are theirs.
 */
function drawFault(calls: ReadonlyMap<string, number>, random: Random): ThreadFault {
  const keys = [...calls.keys()];
  const ofWorkers = keys.filter((key) => key.startsWith('worker '));
  const key = random.pick(ofWorkers.length === 0 || random.once(3) ? keys : ofWorkers);
  const at = random.between(1, calls.get(key)!);
  const kind = random.pick(['error', 'error', 'error', 'kill', 'short'] as const);
  if (kind === 'error') return { key, at, kind, code: random.pick(CODES), forGood: random.once(2) };
  // Nothing else can be short.
  return kind === 'short' && /^\S+ file[.](read|write) /.test(key)
    ? { key, at, kind }
    : { key, at, kind: 'kill' };
}

interface Attempt {
  readonly bit: boolean;
  /** Whether the job came to its end nevertheless. */
  readonly ended: boolean;
  readonly wrong: string | undefined;
}

async function attempt(job: ThreadedJob, fault: ThreadFault): Promise<Attempt> {
  await reset(job);
  const notes = `${job.folder}.bites`;
  await rm(notes, { force: true });
  const ending = await start(job, {
    env: { ...PRELOAD, FAULT: JSON.stringify(fault), FAULT_BITES: notes },
  });
  const bite = await readFile(notes, 'utf8').catch(() => undefined);
  if (bite === undefined) return { bit: false, ended: true, wrong: await wrongAfterAll(job, ending) };
  const path = bite.slice(fault.key.length + 1).split('\n')[0]!;
  const ended = ending.code === 3;
  const wrong = ended
    ? await wrongAfterAll(job, ending, fault.kind === 'error')
    : ((await wrongFailure(job, ending, fault, path)) ?? (await halfWritten(job)));
  if (wrong !== undefined || ended) return { bit: true, ended, wrong };
  const again = await wrongAfterAll(job, await start(job));
  return { bit: true, ended, wrong: again === undefined ? undefined : `started again: ${again}` };
}

async function wrongFailure(
  job: ThreadedJob,
  ending: Ending,
  fault: ThreadFault,
  path: string,
): Promise<string | undefined> {
  const { code, signal, words } = ending;
  if (fault.kind === 'kill')
    return signal === 'SIGKILL' ? undefined : `killed, it ended with ${code ?? signal}: ${words}`;
  const [, call = ''] = fault.key.split(' ');
  const cause = fault.kind === 'error' ? fault.code : undefined;
  return wrongWhenFailed(job, ending, {
    cause,
    path,
    call,
    forGood: fault.kind === 'error' && fault.forGood,
  });
}
