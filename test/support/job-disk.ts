// A small job on a disk in memory: what is there before it, and whether what is there after it is right.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { rejectsNameOf } from '../../lib/checkpoint/saved-runs.js';
import { readManifest } from '../../lib/checkpoint/work-directory.js';
import { type FileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { MANIFEST_NAME } from '../../lib/disk/work-directory-names.js';
import { logArbitrary } from './arbitraries.js';
import { kindOf, logBefore } from './job-kinds.js';
import { measuredLogArbitrary } from './measured-logs.js';
import { type DiskImage, MemoryDisk } from './memory-disk.js';
import type { Random } from './random.js';
import { FINISHED_BEFORE } from './ranged-job.js';
import {
  type Answer,
  CHANGES,
  FOLDER,
  MAX_LINE,
  REJECTS,
  runSmallJob,
  type SmallJob,
  SOURCE,
  SUMMARY,
  WORK,
  WORK_PARENT,
} from './small-job.js';

const OLDER: Answer = {
  summary: Buffer.from('an,older=summary,\n'),
  rejects: Buffer.from('older rejects\n'),
};

const MAX_LINES = 20;

/** A job of any kind: a log of some lines, of all kinds, read in one to four runs, every other time as two or three ranges. */
export function drawJob(seed: number, random: Random, kind = kindOf(seed)): SmallJob {
  const hasMeasures = (kind === 'plain' || kind === 'kept') && random.once(2);
  const [{ log, measures }] = hasMeasures
    ? fc.sample(measuredLogArbitrary(MAX_LINES), { seed, numRuns: 1 })
    : [
        {
          log: fc.sample(logArbitrary({ maxLines: MAX_LINES }), { seed, numRuns: 1 })[0]!,
          measures: undefined,
        },
      ];
  return {
    log: kind === 'kept' ? Buffer.concat([log, lastLines(random)]) : log,
    measures,
    kind,
    days: kind === 'kept' ? random.between(2, 3) : 1,
    batchSize: random.between(1, 1000),
    checkpointEvery: Math.ceil(log.length / random.between(1, 4)) + 1,
    maxLine: MAX_LINE,
    ranges: random.once(2) ? 1 : random.between(2, 3),
  };
}

/** So that the last day of a kept job has something to tell. */
function lastLines(random: Random): Buffer {
  const lines = Array.from({ length: 4 }, (_, index) => {
    return `{"type":"event","user_id":"${random.between(1, 3)}","name":"page","id":"the last ${index}"}`;
  });
  return Buffer.from(`\n${lines.join('\n')}${random.once(2) ? '\n' : ''}`);
}

/** More rows of one user than the mebibyte of memory that a small job merges in has room for. */
const MANY_LINES = 500;

/** As drawJob, but with so much of one user that it is distributed again in the merge; no kept job, which would be merged thrice. */
export function drawJobInPasses(seed: number, random: Random): SmallJob {
  const drawn = drawJob(seed, random);
  const job: SmallJob = { ...drawn, kind: drawn.kind === 'kept' ? 'plain' : drawn.kind };
  const lines = Array.from({ length: MANY_LINES }, (_, index) => {
    const activity = {
      type: 'event',
      user_id: '1',
      name: `event ${index % 7}`,
      id: `${index}${'x'.repeat(850)}`,
    };
    return `${JSON.stringify(activity)}\n`;
  });
  const log = Buffer.concat([Buffer.from(lines.join('')), job.log]);
  const checkpointEvery = Math.ceil(log.length / random.between(1, 3)) + 1;
  return { ...job, log, checkpointEvery, batchSize: random.between(2 ** 14, 2 ** 17) };
}

/** With the source, and an older summary and older rejects where the job's are to be; of a kept job, those of the day before. */
export async function newJobDisk(job: SmallJob): Promise<MemoryDisk> {
  if (job.kind !== 'kept') return firstDisk(job.log);
  let image = IMAGES.get(job);
  if (image === undefined) {
    image = daysBefore(job);
    IMAGES.set(job, image);
  }
  const disk = new MemoryDisk(await image);
  disk.place(SOURCE, job.log);
  return disk;
}

/** Of kept jobs, before their last day. */
const IMAGES = new WeakMap<SmallJob, Promise<DiskImage>>();

async function firstDisk(log: Buffer): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  for (const folder of [FOLDER, WORK_PARENT]) await disk.mkdir(folder, 0o755);
  disk.settle('/');
  disk.place(SOURCE, log);
  disk.place(SUMMARY, OLDER.summary);
  disk.place(REJECTS, OLDER.rejects);
  return disk;
}

async function daysBefore(job: SmallJob): Promise<DiskImage> {
  const disk = await firstDisk(Buffer.alloc(0));
  for (let day = 2; day <= job.days; day++) {
    const log = logBefore(job, day);
    disk.place(SOURCE, log);
    await on(disk, () => runSmallJob({ ...job, log }));
  }
  const { finished } = (await on(disk, () => readManifest(WORK)))!.kept!;
  FINISHED_BEFORE.set(job, finished!);
  // The last day must finish at another time.
  await sleep(2);
  return disk.image();
}

/** Runs `operation` on another file system. */
export async function on<T>(system: FileSystem, operation: () => Promise<T>): Promise<T> {
  const restore = replaceFileSystem(system);
  try {
    return await operation();
  } finally {
    restore();
  }
}

/** Lets the locks on a disk look like those of a process that has died since, with the machine or without. */
export async function buryLocks(disk: MemoryDisk, how: 'killed' | 'rebooted'): Promise<void> {
  const names = await disk.readdir(WORK).catch(() => []);
  for (const name of names.filter((it) => it.startsWith('spillway.lock'))) {
    try {
      const owner = JSON.parse(disk.content(`${WORK}/${name}`)!.toString());
      const dead = how === 'killed' ? { started: '1' } : { boot: '00000000-0000-0000-0000-000000000000' };
      disk.place(`${WORK}/${name}`, Buffer.from(JSON.stringify({ ...owner, ...dead })));
    } catch {
      // Not written whole when the power went.
    }
  }
}

/** What is wrong on a disk where a job may have ended anywhere: every file with a final name must be whole. */
export function halfDone(disk: MemoryDisk, expected: Answer): string | undefined {
  const { older = OLDER } = expected;
  const [summary, rejects] = [disk.content(SUMMARY), disk.content(REJECTS)];
  if (!summary?.equals(expected.summary) && !summary?.equals(older.summary)) {
    return 'the output is neither old nor new';
  }
  if (!rejects?.equals(expected.rejects) && !rejects?.equals(older.rejects)) {
    return 'the rejects are neither old nor new';
  }
  return undefined;
}

/** What is wrong on a disk where a job has succeeded: the answer must be right, and nothing else may be left. */
export async function wrongAfter(
  disk: MemoryDisk,
  expected: Answer,
  mayStay?: string,
): Promise<string | undefined> {
  if (!disk.content(SUMMARY)?.equals(expected.summary)) return 'the output is wrong';
  if (!disk.content(REJECTS)?.equals(expected.rejects)) return 'the rejects are wrong';
  const isKept = expected.changes !== undefined;
  const folders = await Promise.all([FOLDER, WORK_PARENT].map((folder) => disk.readdir(folder)));
  const names = folders
    .flat()
    .filter((name) => name !== mayStay || (isKept && name === 'work'))
    .sort()
    .join(' ');
  const wanted = isKept ? 'changes rejects source summary work' : 'rejects source summary';
  if (names !== wanted) return `left behind: ${names}`;
  return isKept ? wrongKept(disk, expected, mayStay !== undefined) : undefined;
}

async function wrongKept(
  disk: MemoryDisk,
  { changes }: Answer,
  filesMayStay: boolean,
): Promise<string | undefined> {
  if (!disk.content(CHANGES)?.equals(changes!)) return 'the changes are wrong';
  const manifest = (await on(disk, () => readManifest(WORK)))!;
  // The rejects of the last line without a line end are found by where it begins.
  const implied = manifest.ranges.filter((range) => range.provisional !== null);
  const named = `${JSON.stringify(manifest)} ${implied.map((range) => rejectsNameOf(manifest, range))}`;
  const left = (await disk.readdir(WORK)).filter((name) => name !== MANIFEST_NAME && !named.includes(name));
  return left.length === 0 || filesMayStay ? undefined : `left in the work directory: ${left.join(' ')}`;
}
