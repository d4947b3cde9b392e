// Runs one contender as a process and measures it from outside: wall clock, processor time, memory, answer.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sameFiles } from './same-files.js';
import { TreeMemory } from './tree-memory.js';

export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The file it writes. */
  readonly output?: string;
  /** The file that the output must equal. */
  readonly reference?: string;
  /** Number of rounds it takes part in. Default: all. */
  readonly rounds?: number;
}

export interface Measurement {
  /** Wall clock, including the start of the process. */
  readonly seconds: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Peak RSS in bytes: of one process, or, if it has several, of all together as sampled, whichever is more. */
  readonly peakBytes: number;
  readonly outcome: 'identical' | 'unchecked' | 'different' | 'died';
  /** Why it died. */
  readonly detail: string;
  /** What it wrote to standard output. */
  readonly stdout: string;
}

/** Seconds after which a contender is killed, and counts as one that died. */
const PATIENCE = 1800;

/** Needs GNU time (Debian package `time`), the only way to the kernel's peak RSS without a native module. */
export async function measure(contender: Contender, scratch: string): Promise<Measurement> {
  const figures = join(scratch, 'time');
  if (contender.output !== undefined) await rm(contender.output, { force: true });
  const begin = performance.now();
  const patience = ['timeout', '-s', 'KILL', String(PATIENCE)];
  const child = spawn(
    '/usr/bin/time',
    ['-q', '-o', figures, '-f', '%U %S %M', ...patience, contender.command, ...contender.args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] = (texts[name] + text).slice(-65536);
    });
  }
  const memory = new TreeMemory(child.pid!);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const seconds = (performance.now() - begin) / 1000;
  const sampled = memory.stop();
  const [user = 0, system = 0, peak = 0] = (await readFile(figures, 'utf8')).trim().split(' ').map(Number);

  const died = code !== 0;
  return {
    seconds,
    userSeconds: user,
    systemSeconds: system,
    peakBytes: Math.max(peak * 1024, sampled),
    outcome: died ? 'died' : await outcomeOf(contender),
    detail: died ? reasonIn(texts.stderr, code) : '',
    stdout: texts.stdout,
  };
}

async function outcomeOf({ output, reference }: Contender): Promise<Measurement['outcome']> {
  if (output === undefined || reference === undefined) return 'unchecked';
  return (await sameFiles(output, reference)) ? 'identical' : 'different';
}

/** The most telling line of an error output. */
function reasonIn(stderr: string, code: number | null): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const line =
    lines.find((text) => /out of memory|memory limit/i.test(text)) ??
    lines.find((text) => /error|exception/i.test(text)) ??
    lines.findLast((text) => text !== '');
  return (line ?? `exit code ${code}`).slice(0, 160);
}
