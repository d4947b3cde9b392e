// Named steps. A small job runs on a disk in memory and is killed just before each step that changes the disk; what is
// left is gone on with and killed again, just before each step of that life. Then the job must come to the right answer
// and leave nothing else.
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { buryLocks, drawJob, halfDone, newJobDisk, on, wrongAfter } from '../support/job-disk.js';
import { MemoryDisk } from '../support/memory-disk.js';
import { Random } from '../support/random.js';
import { type Answer, expectedOf, runSmallJob, type SmallJob } from '../support/small-job.js';
import { stepOf } from '../support/steps.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** A step of one life of a job: its name, and the number of its call. */
interface Step {
  readonly name: string;
  readonly at: number;
}

export interface StepResult extends CampaignResult {
  /** Names of the steps that lives were ended before. */
  readonly names: ReadonlySet<string>;
}

/** A case is a pair of steps; or one step, where the second life has no more. `oneIn` is for first steps alone. */
export async function stepCampaign(options: CampaignOptions): Promise<StepResult> {
  const failures: string[] = [];
  const names = new Set<string>();
  let [cases, jobs] = [0, 0];
  for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
    // A job's seed is the campaign's plus its number, so that each can be replayed as the first of a campaign.
    const seed = options.seed + jobs;
    const random = new Random(seed);
    const job = drawJob(seed, random);
    const expected = await expectedOf(job.log);
    const firsts = await stepsOn(await newJobDisk(job.log), job);
    for (const first of firsts.filter(() => random.once(options.oneIn ?? 1))) {
      if (failures.length >= MAX_FAILURES) break;
      const left = await newJobDisk(job.log);
      await killBefore(first, left, job);
      for (const second of [undefined, ...(await stepsOn(copyOf(left), job))]) {
        cases++;
        for (const step of [first, second]) if (step !== undefined) names.add(step.name);
        const wrong = await killAndGoOn(copyOf(left), second, job, expected);
        if (wrong !== undefined) {
          failures.push(`--seed ${seed} (killed before '${first.name}', then '${second?.name}'): ${wrong}`);
        }
      }
    }
    options.report?.(`${cases} pairs of steps of ${jobs + 1} jobs, ${failures.length} failures`);
  }
  return { cases, counts: { jobs, 'named steps': names.size }, failures, names };
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
    return `cannot go on: ${error}`;
  }
  return wrongAfter(disk, expected);
}
