// A job of the command as it ships, in threads and on a real disk, though its log is small: of its program only the number
// of bytes that are worth a thread is another. Each job ends in another kind of output.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { formatReject } from '../../lib/records/reject.js';
import { drawLog } from './draw-log.js';
import type { Random } from './random.js';
import type { Answer } from './small-job.js';
import { type SourceLayout, writeSources } from './write-sources.js';

const BUILT = fileURLToPath(new URL('../../command/', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** In bytes, as the program has it, and as it is here. */
const GRAIN = [/\bDEFAULT_GRAIN ?= ?16 ?\* ?MIB\b/, 'DEFAULT_GRAIN=32768'] as const;

/** Puts a copy of the built command, with a small grain, below a folder. Returns its path. */
export async function copyCommand(folder: string): Promise<string> {
  const target = `${folder}/dist/command`;
  await cp(BUILT, target, { recursive: true });
  await cp(`${PACKAGE}package.json`, `${folder}/package.json`);
  await symlink(`${PACKAGE}node_modules`, `${folder}/node_modules`);
  let replaced = 0;
  for (const name of (await readdir(target)).filter((it) => it.endsWith('.js'))) {
    const text = await readFile(`${target}/${name}`, 'utf8');
    if (!GRAIN[0].test(text)) continue;
    replaced++;
    await writeFile(`${target}/${name}`, text.replace(...GRAIN));
  }
  if (replaced !== 1) throw new Error(`the grain stands in ${replaced} files of the command`);
  return `${target}/spillway.js`;
}

/** Where the summary goes: how the command is told, and what is done with it. */
export type OutputKind = 'file' | 'archive' | 'standard output' | 'pipe' | 'fifo';

export interface JobShape {
  readonly name: string;
  readonly layout: SourceLayout;
  readonly output: OutputKind;
  /** Whether lines are so long that runs are merged in passes. */
  readonly passes: boolean;
}

export const SHAPES: readonly JobShape[] = [
  { name: 'a file', layout: 'file', output: 'file', passes: false },
  { name: 'a file in passes', layout: 'file', output: 'file', passes: true },
  { name: 'rotated logs into an archive', layout: 'rotated', output: 'archive', passes: false },
  { name: 'a file to standard output', layout: 'file', output: 'standard output', passes: false },
  { name: 'a file into a pipe', layout: 'file', output: 'pipe', passes: false },
  { name: 'a file into a named pipe', layout: 'file', output: 'fifo', passes: true },
];

export interface ThreadedJob extends JobShape {
  readonly workers: number;
  /** Holds all that the job reads and writes, and nothing else. */
  readonly folder: string;
  /** Scratch directories are made in it (TMPDIR). */
  readonly scratch: string;
  readonly args: readonly string[];
  readonly expected: Answer;
}

const LOG_BYTES = 250_000;
const LONG_LINE_BYTES = 2 ** 18;
/** More than are merged at once. */
const LONG_LINES = 20;
const MAX_LINE = '1MiB';

export async function prepareThreadedJob(
  command: string,
  folder: string,
  random: Random,
  shape: JobShape,
  workers: number,
): Promise<ThreadedJob> {
  const scratch = `${folder}/tmp`;
  await mkdir(scratch, { recursive: true });
  const log = shape.passes ? withLongLines(random) : drawLog(random, LOG_BYTES);
  const sources = await writeSources(`${folder}/source`, log, shape.layout);
  const { output, rejects } = await summarizeSourcesInMemory(sources, { maxLine: MAX_LINE });
  const expected = {
    summary: Buffer.concat([...output]),
    rejects: Buffer.from(rejects.map(formatReject).join('')),
  };
  const job = { ...shape, workers, folder, scratch, expected };
  const target = { archive: 'summary.gz', 'standard output': '-', pipe: '-', fifo: 'fifo', file: 'summary' };
  const to = target[shape.output];
  const files = [
    `${folder}/source`,
    '-o',
    to === '-' ? to : `${folder}/${to}`,
    '--rejects',
    `${folder}/rejects`,
  ];
  // The least that several workers take, and of one worker half of it: then few long lines fit into the memory of a merge.
  const memory = `--memory=${workers === 1 ? 4 : 8 * workers}MiB`;
  const flags = ['--max-line', MAX_LINE, memory, '--workers', `${workers}`, '--quiet'];
  const args = [
    command,
    'summarize',
    ...files,
    ...flags,
    '--checkpoint-every',
    shape.passes ? '256KiB' : '32KiB',
  ];
  return { ...job, args };
}

/** Of lines so long that few runs fit into the memory that they are merged in. */
function withLongLines(random: Random): Buffer {
  const parts = Array.from({ length: LONG_LINES }, (_, index) => {
    const activity = {
      type: 'attributes',
      user_id: `user-${index % 3}`,
      timestamp: index,
      data: { long: 'x'.repeat(LONG_LINE_BYTES) },
    };
    return [drawLog(random, LOG_BYTES / LONG_LINES), Buffer.from(`${JSON.stringify(activity)}\n`)];
  });
  return Buffer.concat(parts.flat());
}

const OLDER = Buffer.from('older\n');

/** As it is before the job's first start: with an older summary and older rejects. */
export async function reset({ folder, scratch, output }: ThreadedJob): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== 'source') await rm(`${folder}/${name}`, { recursive: true });
  }
  await mkdir(scratch);
  await writeFile(`${folder}/rejects`, OLDER);
  if (output === 'file') await writeFile(`${folder}/summary`, OLDER);
  if (output === 'archive') await writeFile(`${folder}/summary.gz`, OLDER);
  if (output === 'fifo') spawnSync('mkfifo', [`${folder}/fifo`]);
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** Of standard error. */
  readonly words: string;
  /** What went to standard output or through the pipe. */
  readonly written: Buffer;
}

/** More than any start takes, also on a busy machine. */
const PATIENCE_MS = 240_000;

/** One process. */
export async function start(
  { args, folder, scratch, output }: ThreadedJob,
  { env = {}, under = [] }: { env?: NodeJS.ProcessEnv; under?: readonly string[] } = {},
): Promise<Ending> {
  const received = `${folder}.received`;
  const [program, ...all] = [...under, process.execPath, ...args];
  const file = openSync(received, 'w');
  const reader =
    output === 'fifo' ? spawn('cat', [`${folder}/fifo`], { stdio: ['ignore', file, 'ignore'] }) : undefined;
  const child = spawn(program!, all, {
    env: { ...process.env, TMPDIR: scratch, FAULT_ROOT: folder, ...env },
    stdio: ['ignore', output === 'standard output' ? file : 'pipe', 'pipe'],
  });
  closeSync(file);
  const [piped, told] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  const { code, signal } = await ending(child);
  // One that was never opened for writing would be read for ever.
  if (reader !== undefined) {
    const patience = code === null || (code !== 0 && code !== 3) ? 0 : PATIENCE_MS;
    await Promise.race([ending(reader), sleep(patience)]);
    reader.kill('SIGKILL');
  }
  const written = output === 'pipe' ? Buffer.concat(piped!) : readFileSync(received);
  return { code, signal, words: Buffer.concat(told!).toString(), written };
}

async function ending(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  if (child.exitCode !== null || child.signalCode !== null)
    return { code: child.exitCode, signal: child.signalCode };
  const timer = setTimeout(() => child.kill('SIGABRT'), PATIENCE_MS);
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal });
    });
  });
}

/**
 * What is wrong after a start that has ended well. With `workMayStay` the work directory may be left: a job is done when its
 * output is, and that its directory could not be removed is a note, which `--quiet` hides.
 */
export async function wrongAfterAll(
  job: ThreadedJob,
  { code, signal, words, written }: Ending,
  workMayStay = false,
): Promise<string | undefined> {
  if (code !== 3) return `ended with ${code ?? signal}: ${words}`;
  const { folder, expected, output } = job;
  const summary = await summaryOf(job, written);
  if (!summary.equals(expected.summary)) return 'the output is wrong';
  if (!(await readFile(`${folder}/rejects`)).equals(expected.rejects)) return 'the rejects are wrong';
  const names = (await readdir(folder, { recursive: true })).filter((it) => !it.startsWith('source/'));
  const wanted = [
    'rejects',
    'source',
    'tmp',
    ...({ file: ['summary'], archive: ['summary.gz'], fifo: ['fifo'] }[output as string] ?? []),
  ];
  const mayStay = (name: string): boolean => workMayStay && name.split('/')[0]!.endsWith('.spillway');
  const left = names.filter((it) => !wanted.includes(it) && !mayStay(it));
  return left.length === 0 ? undefined : `left behind: ${left.slice(0, 3).join(' ')}`;
}

async function summaryOf({ folder, output }: ThreadedJob, written: Buffer): Promise<Buffer> {
  if (output === 'file') return readFile(`${folder}/summary`);
  if (output !== 'archive') return written;
  try {
    return gunzipSync(await readFile(`${folder}/summary.gz`));
  } catch {
    return Buffer.from('no archive');
  }
}

/** What is wrong wherever a job has ended: every file with a final name must be whole. */
export async function halfWritten(job: ThreadedJob): Promise<string | undefined> {
  const { folder, output, expected } = job;
  const isOld = async (name: string) => (await readFile(`${folder}/${name}`)).equals(OLDER);
  const rejects = (await isOld('rejects')) || (await readFile(`${folder}/rejects`)).equals(expected.rejects);
  if (!rejects) return 'the rejects are neither old nor new';
  if (output !== 'file' && output !== 'archive') return undefined;
  const old = await isOld(output === 'file' ? 'summary' : 'summary.gz');
  const whole = old || (await summaryOf(job, OLDER)).equals(expected.summary);
  return whole ? undefined : 'the output is neither old nor new';
}

/** What a job that has failed may not leave: files without their final name, locks, scratch directories, runs that nothing names. */
export async function leftAfterFailure({ folder }: ThreadedJob): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const manifest = names.find((it) => it.endsWith('spillway-manifest.json'));
  const saved = manifest === undefined ? '' : await readFile(`${folder}/${manifest}`, 'utf8');
  return names.filter((name) => {
    const base = name.slice(name.lastIndexOf('/') + 1);
    const isRun = base.endsWith('.run') && !saved.includes(base);
    return isRun || name.startsWith('tmp/') || base.startsWith('spillway.lock') || base.endsWith('.partial');
  });
}
