// Power cuts. A small job runs on a disk in memory, killed at random and started again; at each moment between two of
// its changes to the disk, states are drawn that a power cut may leave. From each the same job must resume and come to
// the right answer: no error is excused, for nothing but power was taken away.
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { buryLocks, drawJob, halfDone, newJobDisk, on, wrongAfter } from '../support/job-disk.js';
import { expectedOf } from '../support/job-kinds.js';
import { type DiskImage, MemoryDisk } from '../support/memory-disk.js';
import { cutPower, fingerprint } from '../support/power-cut.js';
import { Random } from '../support/random.js';
import {
  type Answer,
  type Promises,
  REJECTS,
  runSmallJob,
  type SmallJob,
  SUMMARY,
} from '../support/small-job.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** States drawn at each moment: enough to meet each loss alone, few enough to see many jobs. */
const STATES_A_MOMENT = 4;
/** Calls before which a life ends: half of them while it sets up, where one life has most to lose for the next. */
const EARLY_AND_LATE = [12, 150];

export interface PowerOptions extends CampaignOptions {
  /** Which syncs the disk really makes. Default: all. */
  readonly syncs?: (kind: 'file' | 'directory') => boolean;
}

/** One moment between two changes of the disk, and what had been promised by then. */
interface Moment {
  readonly call: string;
  readonly image: DiskImage;
  readonly promised: Promises;
}

interface Trace {
  readonly job: SmallJob;
  readonly moments: readonly Moment[];
  readonly expected: Answer;
}

/** A case is a state; states that are alike are counted, and tried, once for each job. */
export async function powerCampaign(options: PowerOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  let [cases, jobs, moments] = [0, 0, 0];
  for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
    // A job's seed is the campaign's plus its number, so that each can be replayed as the first of a campaign.
    const seed = options.seed + jobs;
    const random = new Random(seed);
    const trace = await record(seed, random, options.syncs ?? (() => true));
    const seen = new Set<string>();
    for (const moment of trace.moments) {
      moments++;
      for (let state = 0; state < STATES_A_MOMENT; state++) {
        const image = cutPower(moment.image, random);
        const key = `${fingerprint(image)} ${JSON.stringify(moment.promised)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        cases++;
        const wrong = await whatIsWrong(trace, moment.promised, new MemoryDisk(image));
        if (wrong === undefined) continue;
        failures.push(`--seed ${seed} (after ${moment.call}): ${wrong}`);
      }
    }
    if (jobs % 50 === 0) options.report?.(`${cases} states of ${jobs + 1} jobs, ${failures.length} failures`);
  }
  return { cases, counts: { jobs, moments }, failures };
}

/** Runs a job in up to three lives, all but the last killed at a random call, and takes an image after each change. */
async function record(seed: number, random: Random, syncs: MemoryDisk['syncs']): Promise<Trace> {
  const job = drawJob(seed, random);
  const disk = await newJobDisk(job);
  const moments: Moment[] = [];
  const promises: Promises = { position: 0, written: false };
  disk.syncs = syncs;
  disk.onChange = (call) => moments.push({ call, image: disk.image(), promised: { ...promises } });
  for (let lives = random.between(0, 2); lives > 0; lives--) {
    const killer = new FaultyFileSystem(disk, {
      kind: 'kill',
      at: random.between(1, random.pick(EARLY_AND_LATE)),
    });
    await on(killer, () => runSmallJob(job, promises)).catch(() => {});
    if (promises.written) break;
    await quietly(disk, () => buryLocks(disk, 'killed'));
  }
  if (!promises.written) await on(disk, () => runSmallJob(job, promises));
  return { job, moments, expected: await expectedOf(job) };
}

async function whatIsWrong(trace: Trace, promised: Promises, disk: MemoryDisk): Promise<string | undefined> {
  const { summary, rejects } = trace.expected;
  const half = halfDone(disk, trace.expected);
  if (half !== undefined) return half;
  if (promised.written && !disk.content(SUMMARY)!.equals(summary))
    return 'the output that was reported is lost';
  if (promised.written && !disk.content(REJECTS)!.equals(rejects)) return 'the rejects are lost';
  await buryLocks(disk, 'rebooted');
  try {
    const position = await on(disk, () => runSmallJob(trace.job));
    if (!promised.written && position < promised.position) return `went on from ${position}: work was lost`;
  } catch (error) {
    return `cannot resume: ${error}`;
  }
  return wrongAfter(disk, trace.expected);
}

async function quietly(disk: MemoryDisk, operation: () => Promise<void>): Promise<void> {
  const { onChange } = disk;
  disk.onChange = () => {};
  await operation();
  disk.onChange = onChange;
}
