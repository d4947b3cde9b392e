// Named steps. A small job runs on a disk in memory and is killed just before each step that changes the disk; what is
// left is gone on with and killed again, just before each step of that life. Then the job must come to the right answer
// and leave nothing else.
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import {
  buryLocks,
  drawJob,
  drawJobInPasses,
  halfDone,
  newJobDisk,
  on,
  wrongAfter,
} from '../support/job-disk.js';
import { expectedOf } from '../support/job-kinds.js';
import { MemoryDisk } from '../support/memory-disk.js';
import { Random } from '../support/random.js';
import { type Answer, runSmallJob, type SmallJob } from '../support/small-job.js';
import { STEPS, stepOf } from '../support/steps.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** A step of one life of a job: its name, and the number of its call. */
interface Step {
  readonly name: string;
  readonly at: number;
}

/** Jobs after which a step that was never met will not be met any more. */
const MAX_JOBS_FOR_ALL_STEPS = 50;

/**
 * A case is a pair of steps; or one step, where the second life has no more. Steps that were not met yet are tried, and
 * of the others one in `oneIn`, in either life. It continues until each step was met; a step that is never met is a failure.
 */
export async function stepCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const met = new Set<string>();
  /** Before which a first life was killed: what it leaves decides which steps the second one comes to. */
  const firsts = new Set<string>();
  const missing = () => STEPS.filter((name) => !met.has(name));
  let [cases, jobs] = [0, 0];
  for (; failures.length < MAX_FAILURES; jobs++) {
    if (cases >= options.cases && (missing().length === 0 || jobs >= MAX_JOBS_FOR_ALL_STEPS)) break;
    // A job's seed is the campaign's plus its number, so that each can be replayed as the first of a campaign.
    const seed = options.seed + jobs;
    const random = new Random(seed);
    const isTried = ({ name }: Step, before: ReadonlySet<string>) =>
      !before.has(name) || random.once(options.oneIn ?? 1);
    for await (const { first, second, wrong } of killedLives(seed, random, {
      first: (step) => isTried(step, firsts),
      second: (step) => isTried(step, met),
    })) {
      cases++;
      firsts.add(first.name);
      for (const step of [first, second]) if (step !== undefined) met.add(step.name);
      if (wrong === undefined) continue;
      failures.push(`--seed ${seed} (killed before '${first.name}', then '${second?.name}'): ${wrong}`);
      if (failures.length >= MAX_FAILURES) break;
    }
    const left = missing().length;
    options.report?.(
      `${cases} pairs of steps of ${jobs + 1} jobs, ${left} steps not met, ${failures.length} failures`,
    );
  }
  failures.push(...missing().map((name) => `never met: ${name}`));
  return { cases, counts: { jobs, 'named steps': met.size }, failures };
}

interface KilledLives {
  readonly first: Step;
  readonly second: Step | undefined;
  readonly wrong: string | undefined;
}

interface Choice {
  first(step: Step): boolean;
  second(step: Step): boolean;
}

/** Lives of a job that end before each of the steps that are chosen, and what went wrong in them. */
async function* killedLives(
  seed: number,
  random: Random,
  chosen: Choice,
): AsyncGenerator<KilledLives, void, void> {
  const job = drawStepJob(seed, random);
  const expected = await expectedOf(job);
  for (const first of await stepsOn(await newJobDisk(job), job)) {
    if (!chosen.first(first)) continue;
    const left = await newJobDisk(job);
    await killBefore(first, left, job);
    for (const second of [undefined, ...(await stepsOn(copyOf(left), job))]) {
      if (second !== undefined && !chosen.second(second)) continue;
      yield { first, second, wrong: await killAndGoOn(copyOf(left), second, job, expected) };
    }
  }
}

/** In turn a kept job, one that merges in passes, and any: they come to all steps. */
function drawStepJob(seed: number, random: Random): SmallJob {
  if (seed % 3 === 0) return drawJob(seed, random, 'kept');
  return seed % 3 === 1 ? drawJobInPasses(seed, random) : drawJob(seed, random);
}

function copyOf(disk: MemoryDisk): MemoryDisk {
  return new MemoryDisk(disk.image());
}

/** The steps of a life that is not killed. */
async function stepsOn(disk: MemoryDisk, job: SmallJob): Promise<Step[]> {
  const recorder = new FaultyFileSystem(disk);
  await on(recorder, () => runSmallJob(job));
  return recorder.calls.flatMap((call, index) => {
    const name = stepOf(call);
    return name === undefined ? [] : [{ name, at: index + 1 }];
  });
}

async function killBefore(step: Step, disk: MemoryDisk, job: SmallJob): Promise<void> {
  const killer = new FaultyFileSystem(disk, { kind: 'kill', at: step.at });
  await on(killer, () => runSmallJob(job)).catch(() => {});
  await buryLocks(disk, 'killed');
}

async function killAndGoOn(
  disk: MemoryDisk,
  second: Step | undefined,
  job: SmallJob,
  expected: Answer,
): Promise<string | undefined> {
  if (second !== undefined) await killBefore(second, disk, job);
  const half = halfDone(disk, expected);
  if (half !== undefined) return half;
  try {
    await on(disk, () => runSmallJob(job));
  } catch (error) {
    return `cannot resume: ${error}`;
  }
  return wrongAfter(disk, expected);
}
