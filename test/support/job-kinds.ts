// What kinds of small jobs there are: which stages they are wired of, and which answer each must give.
import type { Transform } from 'node:stream';
import type { RejectsSink } from '../../lib/checkpoint/rejects-file.js';
import { timelinesInMemory } from '../../lib/in-memory/timelines-in-memory.js';
import {
  type ActivityChanges,
  type ActivityView,
  aggregate,
  edit,
  format,
  type Mapping,
  parse,
  sortMerge,
  summarizeInMemory,
  timelines,
  validate,
} from '../../lib/index.js';
import { parseSize } from '../../lib/options.js';
import { formatReject } from '../../lib/records/reject.js';
import { type Change, editedLog } from './edited-log.js';
import { changesBetween } from './kept-logs.js';
import { type Answer, type SmallJob, WORK } from './small-job.js';

/** `kept`: the last of several days' updates of kept work; the days before are there when it begins. */
export type JobKind = 'plain' | 'edited' | 'timelines' | 'kept';

/** Those of jobs with seeds one after the other, so that a few jobs are of many kinds. */
const IN_TURN: readonly JobKind[] = ['plain', 'kept', 'timelines', 'plain', 'kept', 'edited', 'plain'];

export function kindOf(seed: number): JobKind {
  return IN_TURN.at(seed % IN_TURN.length)!;
}

const MEMORY = '1MiB';

/** Drops some users, copies events under another name, and adds an attribute. */
const change: Change = (activity) => {
  if (activity.user_id.length % 3 === 0) return undefined;
  if (activity.type === 'event') return [activity, { name: `${activity.name}"é\\` }];
  return { data: { ...(activity.data as object), added: 1 } };
};

/** From bytes to runs. */
export function readingStages(
  job: SmallJob,
  {
    position,
    line,
    rejects,
  }: { position: number; line: number | undefined; rejects: RejectsSink | undefined },
): Transform[] {
  const { maxLine, batchSize, checkpointEvery, kind } = job;
  const edited = change as (activity: ActivityView) => ActivityChanges;
  return [
    parse({ position, line, maxLine, batchSize, map: mappingOf(job) }),
    validate({ rejects }),
    ...(kind === 'edited' ? [edit(edited)] : []),
    aggregate({ memory: MEMORY, directory: WORK, checkpointEvery, timelines: kind === 'timelines' }),
  ];
}

/** From runs to bytes. */
export function writingStages({ kind }: SmallJob): Transform[] {
  if (kind !== 'timelines') return [sortMerge({ memory: MEMORY }), format()];
  return [timelines((user_id, activities) => timelineLine(user_id, [...activities]), { memory: MEMORY })];
}

/** All activities, so that nothing may be missing, in the wrong order or twice. */
function timelineLine(user_id: string, all: readonly unknown[]): string {
  return `${JSON.stringify({ user_id, all })}\n`;
}

function mappingOf({ measures }: SmallJob): Mapping | undefined {
  return measures && { preset: 'plain', measures };
}

/** The right answer. */
export async function expectedOf(job: SmallJob): Promise<Answer> {
  const answer = { summary: await summaryOf(job), rejects: await rejectsOf(job) };
  if (job.kind !== 'kept') return answer;
  const older = await expectedOf({ ...job, kind: 'plain', log: logBefore(job, job.days) });
  return { ...answer, changes: Buffer.from(changesBetween(older.summary, answer.summary)), older };
}

/** What there was of a log before a day, from 1, of the days on which it is read. It may end anywhere. */
export function logBefore({ log, days }: SmallJob, day: number): Buffer {
  return log.subarray(0, Math.floor((log.length * (day - 1)) / days));
}

async function summaryOf(job: SmallJob): Promise<Buffer> {
  const { log, maxLine, kind } = job;
  if (kind === 'timelines') {
    const users = await timelinesInMemory(log, { maxLine: parseSize(maxLine) });
    return Buffer.from([...users].map(([user, all]) => timelineLine(user, all)).join(''));
  }
  const read = kind === 'edited' ? await editedLog(log, change) : log;
  // What edited lines are is up to the change.
  const options = kind === 'edited' ? {} : { maxLine, ...mapOption(job) };
  return Buffer.concat([...(await summarizeInMemory(read, options)).output]);
}

async function rejectsOf(job: SmallJob): Promise<Buffer> {
  const { rejects } = await summarizeInMemory(job.log, { maxLine: job.maxLine, ...mapOption(job) });
  return Buffer.from(rejects.map(formatReject).join(''));
}

function mapOption(job: SmallJob): { map?: Mapping } {
  const map = mappingOf(job);
  return map === undefined ? {} : { map };
}
