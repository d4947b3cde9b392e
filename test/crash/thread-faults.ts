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
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const CODES = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'EACCES', 'EROFS'];
const WORKERS = [1, 2, 3];
/** Of node. */
export const PRELOAD = ['--import', new URL('../support/fault-preload.js', import.meta.url).href];

interface Subject {
  readonly job: ThreadedJob;
  /** How many calls there are with each key. */
  readonly calls: ReadonlyMap<string, number>;
}

/** A case is a fault. Faults of the same job follow each other, so that it is prepared once. */
export async function threadFaultCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const { maxFailures = MAX_FAILURES } = options;
  const { path: folder, cleanup } = await dir({ unsafeCleanup: true });
  const random = new Random(options.seed);
  let cases = 0;
  try {
    const command = await copyCommand(folder);
    const subjects = new Map<string, Subject>();
    for (; cases < options.cases && failures.length < maxFailures; cases++) {
      // All shapes and numbers of workers in turn.
      const shape = SHAPES[cases % SHAPES.length]!;
      const workers = WORKERS[Math.floor(cases / SHAPES.length) % WORKERS.length]!;
      const name = `${shape.name}, ${workers} workers`;
      const known = subjects.get(name);
      const subject =
        known ??
        (await observed(
          await prepareThreadedJob(command, `${folder}/${subjects.size}`, random, shape, workers),
        ));
      subjects.set(name, subject);
      const fault = drawFault(subject, random);
      const { bit, ended, wrong } = await attempt(subject.job, fault);
      count(`with ${workers} workers`);
      if (bit) count(`bit with ${workers} workers`);
      if (bit && fault.key.startsWith('worker')) count('bit in a worker');
      if (bit && ended) count('survived');
      if (wrong !== undefined)
        failures.push(`--seed ${options.seed} (${name}, ${JSON.stringify(fault)}): ${wrong}`);
      if (cases % 50 === 49) options.report?.(`${cases + 1} faults, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, counts, failures };
}

/** The calls that the job makes when nothing goes wrong. */
async function observed(job: ThreadedJob): Promise<Subject> {
  await reset(job);
  const notes = `${job.folder}.calls`;
  await rm(notes, { force: true });
  const wrong = await wrongAfterAll(
    job,
    await start(job, { nodeArgs: PRELOAD, env: { FAULT_CALLS: notes } }),
  );
  if (wrong !== undefined) throw new Error(`${job.name}: ${wrong}`);
  const calls = new Map<string, number>();
  for (const key of (await readFile(notes, 'utf8')).trimEnd().split('\n'))
    calls.set(key, (calls.get(key) ?? 0) + 1);
  return { job, calls };
}

/** Each kind of call is as likely as any other, however often it is made: those that are made once matter most. */
function drawFault({ calls }: Subject, random: Random): ThreadFault {
  const key = random.pick([...calls.keys()]);
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
    nodeArgs: PRELOAD,
    env: { FAULT: JSON.stringify(fault), FAULT_BITES: notes },
  });
  const bite = await readFile(notes, 'utf8').catch(() => undefined);
  if (bite === undefined) return { bit: false, ended: true, wrong: await wrongAfterAll(job, ending) };
  const path = bite.slice(fault.key.length + 1).split('\n')[0]!;
  const ended = ending.code === 3;
  const wrong = ended
    ? await wrongAfterAll(job, ending)
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
