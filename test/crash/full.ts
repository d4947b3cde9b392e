// A full disk. The real command works on a file system in memory (tmpfs) that is too small for it by more or less, in
// steps of a page, with one, two or three workers: so it is full at any step of the job, in any of its threads. Then it
// must say so and leave nothing half; with more room the same command resumes, comes to the right answer, and leaves
// nothing else.
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import { Random } from '../support/random.js';
import {
  copyCommand,
  type JobShape,
  prepareThreadedJob,
  reset,
  SHAPES,
  start,
  type ThreadedJob,
  wrongAfterAll,
} from '../support/threaded-job.js';
import { wrongWhenFailed } from '../support/wrong-when-failed.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES, Tally } from './campaign.js';

const PAGE = 4096;
const ENOUGH = 2 ** 26;
const WORKERS = [1, 2, 3];
/** Those whose output is on the disk. */
const ON_DISK = SHAPES.filter(({ output }) => output === 'file' || output === 'archive');

function mount(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', [folder]);
}

/** Whether file systems may be mounted here. */
export async function canMount(): Promise<boolean> {
  const { path, cleanup } = await dir();
  const may = mount(path, `size=${PAGE}`);
  if (may) unmount(path);
  await cleanup();
  return may;
}

/** A case is a size. It ends when each job had all sizes up to one in which it fits, or as many were had as were asked for. */
export async function fullDiskCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, oneIn = 1, maxFailures = MAX_FAILURES } = options;
  const failures: string[] = [];
  const tally = new Tally();
  const random = new Random(seed);
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let [cases, bites] = [0, 0];
  try {
    const command = await copyCommand(path);
    const isOver = () => cases >= options.cases || failures.length >= maxFailures;
    const disks = ON_DISK.flatMap((shape) =>
      WORKERS.map((workers) => new TightDisk(command, path, seed, shape, workers)),
    );
    // All in turn, so that a short campaign has some of each number of workers.
    while (disks.length > 0 && !isOver()) {
      const disk = disks.shift()!;
      // The step is random, so that on average one in `oneIn` sizes is tried.
      const { size, fits, wrong } = await disk.next(random.between(1, 2 * oneIn - 1));
      if (!fits) disks.push(disk);
      cases++;
      if (!fits) bites++;
      tally.add(`with ${disk.workers} workers`);
      if (wrong !== undefined) failures.push(`--seed ${seed} (${disk.name}, ${size} bytes): ${wrong}`);
      if (cases % 20 === 0) options.report?.(`${cases} sizes, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, bit: bites, counts: tally.counts, failures };
}

/** A job, and the disk that it has last had. */
class TightDisk {
  readonly name: string;
  readonly workers: number;
  readonly #prepare: (folder: string) => Promise<ThreadedJob>;
  readonly #folder: string;
  #size = 0;

  constructor(command: string, parent: string, seed: number, shape: JobShape, workers: number) {
    this.name = `${shape.name}, ${workers} workers`;
    this.workers = workers;
    this.#folder = `${parent}/${this.name.replaceAll(/\W+/g, '-')}`;
    // The same log each time.
    this.#prepare = (folder) => prepareThreadedJob(command, folder, new Random(seed), shape, workers);
  }

  /** Runs the job on a disk that is some pages larger than the last one. */
  async next(pages: number): Promise<{ size: number; fits: boolean; wrong: string | undefined }> {
    const folder = this.#folder;
    await mkdir(folder, { recursive: true });
    if (!mount(folder, `size=${ENOUGH}`)) throw new Error('tmpfs cannot be mounted here');
    try {
      const job = await this.#prepare(folder);
      await reset(job);
      if (this.#size === 0) this.#size = usedBytes(folder);
      this.#size += pages * PAGE;
      resize(folder, this.#size);
      return { size: this.#size, ...(await runOn(job)) };
    } finally {
      unmount(folder);
    }
  }
}

async function runOn(job: ThreadedJob): Promise<{ fits: boolean; wrong: string | undefined }> {
  const ending = await start(job);
  if (ending.code === 3) return { fits: true, wrong: await wrongAfterAll(job, ending) };
  const wrong = await wrongWhenFailed(job, ending, { cause: 'ENOSPC', call: 'any', forGood: true });
  if (wrong !== undefined) return { fits: false, wrong };
  resize(job.folder, ENOUGH);
  return { fits: false, wrong: await wrongAfterAll(job, await start(job)) };
}

function resize(folder: string, size: number): void {
  if (!mount(folder, `remount,size=${size}`)) throw new Error('tmpfs cannot be given another size here');
}

function usedBytes(folder: string): number {
  const { stdout } = spawnSync('df', ['--output=used', '-B1', folder], { encoding: 'utf8' });
  return Number(stdout.split('\n')[1]);
}
