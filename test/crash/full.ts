// A full disk. The real command works on a file system in memory (tmpfs) that is too small for it by more or less, in
// steps of a page: so it is full at any step of the job. Then it must say so and leave nothing half; with more room the
// same command goes on, comes to the right answer, and leaves nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dir } from 'tmp-promise';
import { type CommandJob, live, prepareCommandJob, wrongIn } from '../support/command-job.js';
import { Random } from '../support/random.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const PAGE = 4096;
const LOG_BYTES = 100_000;
const FLAGS = ['--checkpoint-every', '30KiB', '--workers', '1'];
const ENOUGH = 2 ** 26;

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

/** A case is a size. It ends when the job fits, or as many were had as were asked for. */
export async function fullDiskCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  const random = new Random(options.seed);
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  const folder = `${path}/disk`;
  await mkdir(folder);
  let cases = 0;
  try {
    for (let pages = LOG_BYTES / PAGE + 2, fits = false; !fits && cases < options.cases; pages++) {
      if (failures.length >= MAX_FAILURES) break;
      if (!random.once(options.oneIn ?? 1)) continue;
      cases++;
      const size = Math.ceil(pages) * PAGE;
      const outcome = await runOn(folder, size, options.seed);
      fits = outcome.fits;
      if (outcome.wrong !== undefined)
        failures.push(`--seed ${options.seed} (${size} bytes): ${outcome.wrong}`);
      if (cases % 20 === 0) options.report?.(`${cases} sizes, ${failures.length} failures`);
    }
  } finally {
    await cleanup();
  }
  return { cases, counts: {}, failures };
}

async function runOn(
  folder: string,
  size: number,
  seed: number,
): Promise<{ fits: boolean; wrong: string | undefined }> {
  if (!mount(folder, `size=${size}`)) throw new Error('tmpfs cannot be mounted here');
  try {
    const job = await prepareCommandJob(`${folder}/job`, new Random(seed), LOG_BYTES, FLAGS);
    const { wrong } = await live(job);
    if (wrong === undefined) return { fits: true, wrong: await wrongIn(job) };
    return { fits: false, wrong: wrongWords(job, wrong) ?? (await goOnWithRoom(folder, job)) };
  } finally {
    unmount(folder);
  }
}

function wrongWords({ folder }: CommandJob, words: string): string | undefined {
  if (!/^ended with 1: spillway: cannot .*no space left on the device \(ENOSPC\)\n$/.test(words))
    return words;
  return existsSync(`${folder}/summary`) ? 'half an output' : undefined;
}

async function goOnWithRoom(folder: string, job: CommandJob): Promise<string | undefined> {
  if (!mount(folder, `remount,size=${ENOUGH}`)) throw new Error('tmpfs cannot be made larger here');
  const { wrong } = await live(job);
  return wrong ?? (await wrongIn(job));
}
