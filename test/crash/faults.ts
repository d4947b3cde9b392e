// Faults. A small job runs on a disk in memory, of which one call goes wrong: each call in turn, in each way. Then the
// outputs are old or new and never half, an error says what could not be done with which file, no file stays open, no
// file is synced again after a sync of it failed; and the next attempt, without the fault, comes to the right answer.
import { basename } from 'node:path';
import { SpillwayError } from '../../lib/errors.js';
import { type Fault, FaultyFileSystem } from '../support/faulty-file-system.js';
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
import { Random } from '../support/random.js';
import { type Answer, runSmallJob, type SmallJob } from '../support/small-job.js';
import { type CampaignOptions, type CampaignResult, MAX_FAILURES } from './campaign.js';

const CODES = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES', 'EROFS'];

/** A case is one fault in one job. */
export async function faultCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const failures: string[] = [];
  let [cases, jobs, survived] = [0, 0, 0];
  for (; cases < options.cases && failures.length < MAX_FAILURES; jobs++) {
    const seed = options.seed + jobs;
    const random = new Random(seed);
    const job = random.once(2) ? drawJob(seed, random) : drawJobInPasses(seed, random);
    const expected = await expectedOf(job);
    for (const fault of await faultsOf(job)) {
      if (failures.length >= MAX_FAILURES) break;
      if (!random.once(options.oneIn ?? 1)) continue;
      cases++;
      const { wrong, ended } = await attempt(job, expected, fault);
      if (ended) survived++;
      if (wrong !== undefined) failures.push(`--seed ${seed} (${JSON.stringify(fault)}): ${wrong}`);
    }
    if (jobs % 10 === 0) options.report?.(`${cases} faults in ${jobs + 1} jobs, ${failures.length} failures`);
  }
  return { cases, counts: { jobs, 'faults survived': survived }, failures };
}

/** Every way in which every call that the job makes may go wrong. */
async function faultsOf(job: SmallJob): Promise<Fault[]> {
  const counter = new FaultyFileSystem(await newJobDisk(job));
  await on(counter, () => runSmallJob(job));
  return counter.calls.flatMap((_, index) => {
    const at = index + 1;
    const errors = CODES.flatMap((code): Fault[] => [
      { kind: 'error', at, code },
      { kind: 'error', at, code, forGood: true },
    ]);
    return [...errors, { kind: 'short', at }, { kind: 'kill', at }];
  });
}

async function attempt(
  job: SmallJob,
  expected: Answer,
  fault: Fault,
): Promise<{ wrong: string | undefined; ended: boolean }> {
  const disk = await newJobDisk(job);
  const faulty = new FaultyFileSystem(disk, fault);
  const outcome = await on(faulty, () => runSmallJob(job)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const ended = outcome === undefined;
  const wrong =
    halfDone(disk, expected) ??
    (ended ? await wrongAfter(disk, expected, unremovable(faulty, expected)) : wrongError(outcome, fault)) ??
    wrongCalls(faulty, fault);
  if (wrong !== undefined) return { ended, wrong: `${faulty.failed?.name} ${faulty.failed?.path}: ${wrong}` };
  await buryLocks(disk, 'killed');
  try {
    await on(disk, () => runSmallJob(job));
  } catch (error) {
    return { ended, wrong: `cannot resume: ${error}` };
  }
  return { ended, wrong: await wrongAfter(disk, expected) };
}

/** A work directory that may not be removed stays, empty, when the job is done; so do files in it of kept work. */
function unremovable({ failed }: FaultyFileSystem, { changes }: Answer): string | undefined {
  const calls = changes === undefined ? ['rmdir'] : ['rmdir', 'unlink', 'readdir'];
  return failed !== undefined && calls.includes(failed.name) ? basename(failed.path) : undefined;
}

function wrongError(error: unknown, fault: Fault): string | undefined {
  if (fault.kind === 'kill') return undefined;
  if (!(error instanceof SpillwayError)) return `no SpillwayError: ${error}`;
  const { message, file } = error;
  const named = file !== undefined && message.includes(file);
  const explained = fault.kind !== 'error' || message.includes(`(${fault.code})`);
  return named && explained ? undefined : `the error says too little: ${message}`;
}

function wrongCalls(faulty: FaultyFileSystem, fault: Fault): string | undefined {
  if (fault.kind === 'kill') return undefined;
  if (faulty.openFiles.length > 0) return `stayed open: ${faulty.openFiles}`;
  const failed = faulty.failed;
  if (fault.kind !== 'error' || failed?.name !== 'file.sync' || !/[.](partial|ndjson)$/.test(failed.path)) {
    return undefined;
  }
  const again = faulty.calls
    .slice(fault.at)
    .some(({ name, path }) => name === failed.name && path === failed.path);
  return again ? 'synced again after a sync had failed' : undefined;
}
