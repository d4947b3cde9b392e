// Damage to the work of threads. The command is killed when several of its workers have saved work; then a bit of one of
// the saved files is flipped, the file is cut, or it is gone. Started again, also with another number of workers, it must
// refuse by naming the file, or come to the right answer.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { dir } from 'tmp-promise';
import { Random } from '../support/random.js';
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
import { type CampaignOptions, type CampaignResult, MAX_FAILURES, Tally } from './campaign.js';
import { PRELOAD } from './thread-faults.js';

const WORKERS = [2, 3];
const WORK = 'summary.spillway';
/** Manifests that a job of a few ranges writes before it is killed. */
const SAVES = { min: 2, max: 8 };

/** A case is one damage to one file. */
export async function threadDamageCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, maxFailures = MAX_FAILURES } = options;
  const failures: string[] = [];
  const tally = new Tally();
  const random = new Random(seed);
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let cases = 0;
  try {
    const command = await copyCommand(path);
    const jobs: ThreadedJob[] = [];
    for (const workers of WORKERS) {
      jobs.push(await prepareThreadedJob(command, `${path}/${workers}`, random, SHAPES[0]!, workers));
    }
    for (; cases < options.cases && failures.length < maxFailures; cases++) {
      const job = jobs[cases % jobs.length]!;
      if (!(await stop(job, random))) {
        tally.add('not stopped');
        continue;
      }
      const { file, what } = await damage(`${job.folder}/${WORK}`, random);
      const ending = await start(job);
      tally.add(`with ${job.workers} workers`);
      if (ending.code === 1) tally.add('refused');
      const wrong = await wrongAfterDamage(job, ending, file);
      if (wrong !== undefined) failures.push(`--seed ${seed} (${job.workers} workers, ${what}): ${wrong}`);
      if (cases % 50 === 49) options.report?.(`${cases + 1} damages, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, counts: tally.counts, failures };
}

/** Kills it when it has saved something. What it has saved is kept, so that it serves several times. */
async function stop(job: ThreadedJob, random: Random): Promise<boolean> {
  await reset(job);
  const [saved, work] = [`${job.folder}.saved`, `${job.folder}/${WORK}`];
  if (random.once(10) || !(await isThere(saved))) {
    const at = random.between(SAVES.min, SAVES.max);
    const fault = { key: 'main rename work/spillway-*.json', at, kind: 'kill' };
    const { signal } = await start(job, { env: { ...PRELOAD, FAULT: JSON.stringify(fault) } });
    if (signal !== 'SIGKILL') return false;
    await rm(saved, { recursive: true, force: true });
    await cp(work, saved, { recursive: true });
  } else {
    await cp(saved, work, { recursive: true });
  }
  return true;
}

async function isThere(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}

async function damage(work: string, random: Random): Promise<{ file: string; what: string }> {
  const names = (await readdir(work)).filter((name) => /[.](json|run|ndjson)$/.test(name)).sort();
  const name = random.pick(names);
  const file = `${work}/${name}`;
  const bytes = await readFile(file);
  const how = random.between(0, 9);
  if (how === 0 || bytes.length === 0) {
    await rm(file);
    return { file, what: `${name} gone` };
  }
  const at = random.between(0, bytes.length - 1);
  if (how <= 3) {
    await writeFile(file, bytes.subarray(0, at));
    return { file, what: `${name} cut to ${at} bytes` };
  }
  bytes[at]! ^= 1 << random.between(0, 7);
  await writeFile(file, bytes);
  return { file, what: `byte ${at} of ${name}` };
}

/** What is damaged may be something that nothing counts on any more, or is written anew. */
async function wrongAfterDamage(job: ThreadedJob, ending: Ending, file: string): Promise<string | undefined> {
  const { code, words } = ending;
  if (code !== 1) return wrongAfterAll(job, ending);
  const told =
    words.startsWith('spillway: ') &&
    words.trimEnd().split('\n').length <= 2 &&
    words.includes(basename(file));
  return told ? halfWritten(job) : `not named: ${words}`;
}
