// A whole job, wired of the public stages, on whatever file system is under storage: from a source to a summary and a
// rejects file in one folder, its work directory in another, so that no sync of the one does the other any good.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkpoint, fileSink } from '../../lib/index.js';
import type { Measures } from '../../lib/mapping/read-measures.js';
import { type JobKind, readingStages, writingStages } from './job-kinds.js';
import { runRangedJob } from './ranged-job.js';

/** Where everything is. */
export const FOLDER = '/job';
export const SOURCE = `${FOLDER}/source`;
export const SUMMARY = `${FOLDER}/summary`;
export const REJECTS = `${FOLDER}/rejects`;
export const CHANGES = `${FOLDER}/changes`;
export const WORK_PARENT = '/state';
export const WORK = `${WORK_PARENT}/work`;

export interface SmallJob {
  readonly log: Buffer;
  /** Source bytes of a batch and, at least, of a run. */
  readonly batchSize: number;
  readonly checkpointEvery: number;
  /** Of parse. */
  readonly maxLine: string;
  /** As how many ranges the source is read, 1: by the pipeline that a person would wire. */
  readonly ranges: number;
  readonly kind: JobKind;
  /** Of plain and kept jobs. */
  readonly measures: Measures | undefined;
  /** Of a kept job: on how many days the log is read, a part on each. */
  readonly days: number;
}

/** What a job promised while it ran, and so what must be found after any power cut. */
export interface Promises {
  /** Source bytes whose runs were passed on; they are only once they are recorded. */
  position: number;
  /** Whether the output was reported as written. */
  written: boolean;
}

export const MAX_LINE = '1KiB';

/** One process's life, from what is there to the end. Resolves to the source bytes that it need not read again. */
export async function runSmallJob(job: SmallJob, promises?: Promises): Promise<number> {
  if (job.ranges > 1 || job.kind === 'kept') return runRangedJob(job, promises);
  const resume = await checkpoint(WORK, { source: SOURCE, rejects: REJECTS, options: { order: 'bytes' } });
  const { position } = resume;
  resume.on('data', (run: { position: number; provisional?: boolean }) => {
    // A last line without a line end is read again.
    if (promises === undefined || run.provisional === true) return;
    promises.position = Math.max(promises.position, run.position);
  });
  try {
    await pipeline([
      Readable.from(resume.complete || position === job.log.length ? [] : [job.log.subarray(position)]),
      ...readingStages(job, { position, line: resume.line, rejects: resume.rejects }),
      resume,
      ...writingStages(job),
      fileSink(SUMMARY),
    ]);
    if (promises !== undefined) promises.written = true;
    await resume.finish();
  } finally {
    await resume.release();
  }
  return position;
}

/** What a job must leave. */
export interface Answer {
  readonly summary: Buffer;
  readonly rejects: Buffer;
  /** Of a kept job. */
  readonly changes?: Buffer;
  /** What was there before it. Default: what newJobDisk puts there. */
  readonly older?: Answer;
}
