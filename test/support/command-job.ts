// A job of the real command, or of the library, in processes of its own: from a source to a summary and a rejects file in one folder.
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { timelinesInMemory } from '../../lib/in-memory/timelines-in-memory.js';
import type { SummarizeOptions } from '../../lib/index.js';
import { parseSize } from '../../lib/options.js';
import { formatReject } from '../../lib/records/reject.js';
import { drawLog } from './draw-log.js';
import type { Random } from './random.js';
import { type Answer, MAX_LINE } from './small-job.js';
import { type SourceLayout, writeSources } from './write-sources.js';

const COMMAND = fileURLToPath(new URL('../../command/spillway.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./summarize-program.js', import.meta.url));

export interface CommandJob {
  readonly folder: string;
  readonly expected: Answer;
  /** Of node. */
  readonly args: readonly string[];
}

/** A job of the command. */
export function prepareCommandJob(
  folder: string,
  random: Random,
  bytes: number,
  flags: readonly string[],
  layout: SourceLayout = 'file',
): Promise<CommandJob> {
  const files = [`${folder}/source`, '--output', `${folder}/summary`, '--rejects', `${folder}/rejects`];
  const args = ['summarize', ...files, '--max-line', MAX_LINE, '--memory', '1MiB', '--quiet', ...flags];
  return prepareLog(folder, drawLog(random, bytes), layout, [COMMAND, ...args]);
}

/** A job of the library, in a process of its own as well. */
export function prepareLibraryJob(
  folder: string,
  random: Random,
  bytes: number,
  options: Omit<SummarizeOptions, 'source' | 'output'>,
  layout: SourceLayout = 'file',
): Promise<CommandJob> {
  const args = [PROGRAM, JSON.stringify({ ...filesIn(folder), maxLine: MAX_LINE, ...options })];
  return prepareLog(folder, drawLog(random, bytes), layout, args);
}

/** Returns all activities, so that nothing may be missing, in the wrong order or twice. */
const REDUCER = `data:text/javascript,${encodeURIComponent(
  'export const reduce = (user_id, activities) => ({ user_id, all: [...activities] });',
)}`;
/** Events of one user that do not fit into the least memory. */
const MANY_EVENTS = 4000;

/** A job of the library with a reducer. One user has more than fits into memory, in several orders. */
export async function prepareReduceJob(
  folder: string,
  random: Random,
  bytes: number,
  options: Omit<SummarizeOptions, 'source' | 'output'>,
): Promise<CommandJob> {
  const many = Array.from({ length: MANY_EVENTS }, (_, index) => {
    const timestamp = random.once(2) ? undefined : random.between(1, 1000);
    const id = `${random.between(1, MANY_EVENTS)}`;
    const event = { type: 'event', user_id: 'user-1', name: 'page', id, timestamp, data: { index } };
    return `${JSON.stringify(event)}\n`;
  });
  const log = Buffer.concat([Buffer.from(many.join('')), drawLog(random, bytes)]);
  const job = await prepareLog(folder, log, 'file', [
    PROGRAM,
    JSON.stringify({ ...filesIn(folder), maxLine: MAX_LINE, reduce: REDUCER, ...options }),
  ]);
  const timelines = await timelinesInMemory(log, { maxLine: parseSize(MAX_LINE) });
  const lines = [...timelines].map(([user_id, all]) => `${JSON.stringify({ user_id, all })}\n`);
  return { ...job, expected: { ...job.expected, summary: Buffer.from(lines.join('')) } };
}

function filesIn(folder: string) {
  return { source: `${folder}/source`, output: `${folder}/summary`, rejects: `${folder}/rejects` };
}

async function prepareLog(
  folder: string,
  log: Buffer,
  layout: SourceLayout,
  args: readonly string[],
): Promise<CommandJob> {
  await mkdir(folder);
  const sources = await writeSources(`${folder}/source`, log, layout);
  const { output, rejects } = await summarizeSourcesInMemory(sources, { maxLine: MAX_LINE });
  const expected = {
    summary: Buffer.concat([...output]),
    rejects: Buffer.from(rejects.map(formatReject).join('')),
  };
  return { folder, args, expected };
}

/** Takes away what an earlier run of the job has made. */
export async function clear({ folder }: CommandJob): Promise<void> {
  for (const name of ['summary', 'rejects']) await rm(`${folder}/${name}`, { force: true });
}

export interface Life {
  readonly killed: boolean;
  /** How it ended, if neither well nor by being killed. */
  readonly wrong: string | undefined;
}

export interface LifeOptions {
  /** Kills the process after this many milliseconds, if it is still running. */
  readonly killAfter?: number;
  /** A program that runs node, with its arguments. */
  readonly under?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** One process. */
export async function live({ args }: CommandJob, options: LifeOptions = {}): Promise<Life> {
  const [program, ...all] = [...(options.under ?? []), process.execPath, ...args];
  const env = { ...process.env, ...options.env };
  const child = spawn(program!, all, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  if (options.killAfter !== undefined) {
    await Promise.race([ended, sleep(options.killAfter)]);
    child.kill('SIGKILL');
  }
  const { code, signal } = await ended;
  if (signal === 'SIGKILL') return { killed: true, wrong: undefined };
  const well = code === 0 || code === 3;
  return { killed: false, wrong: well ? undefined : `ended with ${code ?? signal}: ${words}` };
}

/** What is wrong with what the job has made. */
export async function wrongIn({ folder, expected }: CommandJob): Promise<string | undefined> {
  if (!(await readFile(`${folder}/summary`)).equals(expected.summary)) return 'the output is wrong';
  if (!(await readFile(`${folder}/rejects`)).equals(expected.rejects)) return 'the rejects are wrong';
  const names = (await readdir(folder)).sort().join(' ');
  return names === 'rejects source summary' ? undefined : `left behind: ${names}`;
}
