// Growth. The source of a small job grows between its lives, from anywhere in a line to anywhere in another; each life is
// killed just before a step that changes the disk. In the end the answer must be that of one reading of the whole source.
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { buryLocks, drawJob, newJobDisk, on, wrongAfter } from '../support/job-disk.js';
import { expectedOf } from '../support/job-kinds.js';
import { MemoryDisk } from '../support/memory-disk.js';
import { Random } from '../support/random.js';
import { type Answer, runSmallJob, type SmallJob, SOURCE } from '../support/small-job.js';
import { stepOf } from '../support/steps.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** A case is a life that is killed before a step, the source grows, another that may be, it grows again, and a last one. */
export async function growthCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  let [cases, jobs, amidLines, resumed] = [0, 0, 0, 0];
  for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
    const seed = options.seed + jobs;
    const random = new Random(seed);
    const growth = drawGrowth(seed, random);
    const expected = await expectedOf(growth.last);
    if (growth.first.log.at(-1) !== LINE_FEED) amidLines++;
    const steps = await stepsOf(await newJobDisk(growth.first), growth.first);
    // Behind the last step nothing is killed: what the first life has finished is done anew.
    for (const step of [...steps, undefined]) {
      if (!random.once(options.oneIn ?? 1)) continue;
      cases++;
      const { wrong, position } = await liveAndGrow(growth, step, random, expected);
      if (position > 0) resumed++;
      if (wrong !== undefined) failures.push(`--seed ${seed} (killed before call ${step}): ${wrong}`);
      if (failures.length >= MAX_FAILURES) break;
    }
    options.report?.(`${cases} cases of ${jobs + 1} jobs, ${failures.length} failures`);
  }
  return { cases, counts: { jobs, 'that end amid a line': amidLines, resumed }, failures };
}

const LINE_FEED = 0x0a;

/** The same job, of a source that is longer each time. */
interface Growth {
  readonly first: SmallJob;
  readonly second: SmallJob;
  readonly last: SmallJob;
}

function drawGrowth(seed: number, random: Random): Growth {
  // A kept job grows by itself.
  const job: SmallJob = { ...drawJob(seed, random), kind: 'plain' };
  // A source that does not end in a line feed either.
  const whole = job.log.subarray(0, job.log.length - (random.once(2) ? 1 : 0));
  const [one, other] = [random.between(0, whole.length), random.between(0, whole.length)];
  const upTo = (length: number) => ({ ...job, log: whole.subarray(0, length) });
  return {
    first: upTo(Math.min(one, other)),
    second: upTo(Math.max(one, other)),
    last: upTo(whole.length),
  };
}

/** The calls of an undisturbed life that change the disk, by their numbers. */
async function stepsOf(disk: MemoryDisk, job: SmallJob): Promise<number[]> {
  const recorder = new FaultyFileSystem(disk);
  await on(recorder, () => runSmallJob(job));
  return recorder.calls.flatMap((call, index) => (stepOf(call) === undefined ? [] : [index + 1]));
}

async function liveAndGrow(
  { first, second, last }: Growth,
  step: number | undefined,
  random: Random,
  expected: Answer,
): Promise<{ wrong: string | undefined; position: number }> {
  const disk = await newJobDisk(first);
  try {
    await killBefore(step, disk, first);
    disk.place(SOURCE, second.log);
    const steps = await stepsOf(new MemoryDisk(disk.image()), second);
    await killBefore(random.once(4) ? undefined : random.pick(steps), disk, second);
    disk.place(SOURCE, last.log);
    const position = await on(disk, () => runSmallJob(last));
    return { wrong: await wrongAfter(disk, expected), position };
  } catch (error) {
    return { wrong: `cannot be resumed: ${error}`, position: 0 };
  }
}

/** Without a step the life goes to its end. */
async function killBefore(step: number | undefined, disk: MemoryDisk, job: SmallJob): Promise<void> {
  if (step === undefined) {
    await on(disk, () => runSmallJob(job));
    return;
  }
  await on(new FaultyFileSystem(disk, { kind: 'kill', at: step }), () => runSmallJob(job)).catch(() => {});
  await buryLocks(disk, 'killed');
}
