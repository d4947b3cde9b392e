// A small job on a disk in memory: what is there before it, and whether what is there after it is right.
import fc from 'fast-check';
import { type FileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { logArbitrary } from './arbitraries.js';
import { MemoryDisk } from './memory-disk.js';
import type { Random } from './random.js';
import {
  type Answer,
  FOLDER,
  MAX_LINE,
  REJECTS,
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

/** A log of some lines, of all kinds, read in one to four runs, every other time as two or three ranges. */
export function drawJob(seed: number, random: Random): SmallJob {
  const [log] = fc.sample(logArbitrary({ maxLines: 20 }), { seed, numRuns: 1 });
  return {
    log: log!,
    batchSize: random.between(1, 1000),
    checkpointEvery: Math.ceil(log!.length / random.between(1, 4)) + 1,
    maxLine: MAX_LINE,
    ranges: random.once(2) ? 1 : random.between(2, 3),
  };
}

/** More rows of one user than the mebibyte of memory that a small job merges in has room for. */
const MANY_LINES = 500;

/** As drawJob, but with so much of one user that it is distributed again in the merge. */
export function drawJobInPasses(seed: number, random: Random): SmallJob {
  const job = drawJob(seed, random);
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

/** With the source, and an older summary and older rejects where the job's are to be. */
export async function newJobDisk(log: Buffer): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  for (const folder of [FOLDER, WORK_PARENT]) await disk.mkdir(folder, 0o755);
  disk.settle('/');
  disk.place(SOURCE, log);
  disk.place(SUMMARY, OLDER.summary);
  disk.place(REJECTS, OLDER.rejects);
  return disk;
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
  const [summary, rejects] = [disk.content(SUMMARY), disk.content(REJECTS)];
  if (!summary?.equals(expected.summary) && !summary?.equals(OLDER.summary)) {
    return 'the output is neither old nor new';
  }
  if (!rejects?.equals(expected.rejects) && !rejects?.equals(OLDER.rejects)) {
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
  const folders = await Promise.all([FOLDER, WORK_PARENT].map((folder) => disk.readdir(folder)));
  const names = folders
    .flat()
    .filter((name) => name !== mayStay)
    .sort()
    .join(' ');
  return names === 'rejects source summary' ? undefined : `left behind: ${names}`;
}
