// Power cuts. A small job runs on a disk in memory, killed at random and started again; at each moment between two of
// its changes to the disk, states are drawn that a power cut may leave. From each the same job must go on and come to
// the right answer: no error is excused, for nothing but power was taken away.
import fc from 'fast-check';
import { replaceFileSystem } from '../../lib/storage/file-system.js';
import { logArbitrary } from '../support/arbitraries.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { type DiskImage, MemoryDisk } from '../support/memory-disk.js';
import { cutPower, fingerprint } from '../support/power-cut.js';
import { Random } from '../support/random.js';
import {
  buryLocks,
  expectedOf,
  FOLDER,
  type Promises,
  REJECTS,
  runSmallJob,
  type SmallJob,
  SOURCE,
  SUMMARY,
  WORK_PARENT,
} from '../support/small-job.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** States drawn at each moment: enough to meet each loss alone, few enough to see many jobs. */
const STATES_A_MOMENT = 4;
/** Calls before which a life ends: half of them while it sets up, where one life has most to lose for the next. */
const EARLY_AND_LATE = [12, 150];
const OLD_SUMMARY = Buffer.from('an,older=summary,\n');
const OLD_REJECTS = Buffer.from('older rejects\n');

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
  readonly expected: { readonly summary: Buffer; readonly rejects: Buffer };
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
  const disk = await newDisk(job.log);
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
  return { job, moments, expected: await expectedOf(job.log) };
}

function drawJob(seed: number, random: Random): SmallJob {
  const [log] = fc.sample(logArbitrary({ maxLines: 20 }), { seed, numRuns: 1 });
  return {
    log: log!,
    batchSize: random.between(1, 1000),
    checkpointEvery: Math.ceil(log!.length / random.between(1, 4)) + 1,
  };
}

async function newDisk(log: Buffer): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  for (const folder of [FOLDER, WORK_PARENT]) await disk.mkdir(folder, 0o755);
  disk.settle('/');
  disk.place(SOURCE, log);
  disk.place(SUMMARY, OLD_SUMMARY);
  disk.place(REJECTS, OLD_REJECTS);
  return disk;
}

async function whatIsWrong(trace: Trace, promised: Promises, disk: MemoryDisk): Promise<string | undefined> {
  const { summary, rejects } = trace.expected;
  const found = disk.content(SUMMARY);
  if (promised.written && !found?.equals(summary)) return 'the output that was reported is lost';
  if (!found?.equals(summary) && !found?.equals(OLD_SUMMARY)) return 'the output is neither old nor new';
  const foundRejects = disk.content(REJECTS);
  if (promised.written && !foundRejects?.equals(rejects)) return 'the rejects are lost';
  await buryLocks(disk, 'rebooted');
  try {
    const position = await on(disk, () => runSmallJob(trace.job));
    if (!promised.written && position < promised.position) return `went on from ${position}: work was lost`;
  } catch (error) {
    return `cannot go on: ${error}`;
  }
  if (!disk.content(SUMMARY)?.equals(summary)) return 'the output is wrong';
  if (!disk.content(REJECTS)?.equals(rejects)) return 'the rejects are wrong';
  const folders = await Promise.all([FOLDER, WORK_PARENT].map((folder) => disk.readdir(folder)));
  const names = folders.flat().sort().join(' ');
  return names === 'rejects source summary' ? undefined : `left behind: ${names}`;
}

async function on<T>(system: MemoryDisk | FaultyFileSystem, operation: () => Promise<T>): Promise<T> {
  const restore = replaceFileSystem(system);
  try {
    return await operation();
  } finally {
    restore();
  }
}

async function quietly(disk: MemoryDisk, operation: () => Promise<void>): Promise<void> {
  const { onChange } = disk;
  disk.onChange = () => {};
  await operation();
  disk.onChange = onChange;
}
