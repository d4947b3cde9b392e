// Damage. A job is stopped with runs, rejects and a manifest saved; then each bit of one of these files is flipped, it
// is cut to each shorter length, or it is gone. The job must refuse by naming the file, or come to the right answer.
import { basename } from 'node:path';
import { SpillwayError } from '../../lib/errors.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { buryLocks, drawJob, halfDone, newJobDisk, on, wrongAfter } from '../support/job-disk.js';
import { expectedOf } from '../support/job-kinds.js';
import { type DiskImage, MemoryDisk } from '../support/memory-disk.js';
import { Random } from '../support/random.js';
import { type Answer, type Promises, runSmallJob, type SmallJob, WORK } from '../support/small-job.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

/** What is expected of a file whose damage changes what was saved. */
const NAMED = ['state-corrupt', 'newer-format', 'bad-option'];

interface Stopped {
  readonly job: SmallJob;
  readonly image: DiskImage;
  readonly expected: Answer;
}

/** A case is one damage to one file. */
export async function damageCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  let [cases, jobs, refused] = [0, 0, 0];
  for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
    const seed = options.seed + jobs;
    const random = new Random(seed);
    const stopped = await stopJob(seed, random);
    if (stopped === undefined) continue;
    for (const damage of await damagesTo(stopped.image)) {
      if (failures.length >= MAX_FAILURES) break;
      if (!random.once(options.oneIn ?? 1)) continue;
      cases++;
      const { wrong, ended } = await goOn(stopped, damage);
      if (!ended) refused++;
      if (wrong !== undefined) failures.push(`--seed ${seed} (${damage.what}): ${wrong}`);
    }
    options.report?.(`${cases} damages to ${jobs + 1} jobs, ${failures.length} failures`);
  }
  return { cases, counts: { jobs, refused }, failures };
}

/** A job that was killed when something of it was saved, most often not all; undefined if this one cannot be. */
async function stopJob(seed: number, random: Random): Promise<Stopped | undefined> {
  const job = drawJob(seed, random);
  const counter = new FaultyFileSystem(await newJobDisk(job));
  await on(counter, () => runSmallJob(job));
  const disk = await newJobDisk(job);
  const promises: Promises = { position: 0, written: false };
  const killer = new FaultyFileSystem(disk, { kind: 'kill', at: random.between(1, counter.calls.length) });
  await on(killer, () => runSmallJob(job, promises)).catch(() => {});
  if (promises.position === 0 || promises.written) return undefined;
  await buryLocks(disk, 'killed');
  return { job, image: disk.image(), expected: await expectedOf(job) };
}

interface Damage {
  readonly what: string;
  readonly path: string;
  /** The file as it is then; undefined if it is gone. */
  readonly bytes: Buffer | undefined;
}

async function damagesTo(image: DiskImage): Promise<Damage[]> {
  const disk = new MemoryDisk(image);
  const names = (await disk.readdir(WORK)).filter((name) => /[.](json|run|ndjson)$/.test(name)).sort();
  return names.flatMap((name) => {
    const path = `${WORK}/${name}`;
    const bytes = disk.content(path)!;
    const flips = Array.from({ length: bytes.length * 8 }, (_, bit): Damage => {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      return { what: `bit ${bit} of ${name}`, path, bytes: damaged };
    });
    const cuts = Array.from({ length: bytes.length }, (_, length): Damage => {
      return { what: `${name} cut to ${length} bytes`, path, bytes: bytes.subarray(0, length) };
    });
    return [...flips, ...cuts, { what: `${name} gone`, path, bytes: undefined }];
  });
}

async function goOn(
  { job, image, expected }: Stopped,
  { path, bytes }: Damage,
): Promise<{ wrong: string | undefined; ended: boolean }> {
  const disk = new MemoryDisk(image);
  if (bytes === undefined) await disk.unlink(path);
  else disk.place(path, bytes);
  try {
    await on(disk, () => runSmallJob(job));
  } catch (error) {
    const named = error instanceof SpillwayError && NAMED.includes(error.code);
    const says = named && error.message.includes(basename(path));
    return { ended: false, wrong: says ? halfDone(disk, expected) : `not named: ${error}` };
  }
  return { ended: true, wrong: await wrongAfter(disk, expected) };
}
