import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../command/spillway.js', import.meta.url));
/** The command as a function of the shell, which is given node and the program. */
const COMMAND = 'node=$0; program=$1; spillway() { "$node" "$program" "$@"; }; ';
const PATIENCE_MS = 60_000;
const INTERVAL_MS = 2;

export interface CommandResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
}

/** Starts the command, as built, in a folder. */
export function start(folder: string, ...args: string[]): RunningCommand {
  return startProgram(process.execPath, folder, PROGRAM, ...args);
}

/** Runs it as `spillway … | head -n 1` of a shell; `code` is the command's own. */
export async function spillwayIntoHead(folder: string, ...args: string[]) {
  const script = '{ "$0" "$@"; echo $? >code; } | head -n 1';
  const shell = startProgram('sh', folder, '-c', script, process.execPath, PROGRAM, ...args);
  const { stdout, stderr } = await shell.result;
  return { code: Number(readFileSync(`${folder}/code`, 'utf8')), stdout, stderr };
}

/** Runs a script of the shell in which `spillway` is the command; `code` is the script's own. */
export function spillwayInShell(folder: string, script: string): Promise<CommandResult> {
  return startProgram('sh', folder, '-c', `${COMMAND}${script}`, process.execPath, PROGRAM).result;
}

/** Starts any program in a folder. */
export function startProgram(program: string, folder: string, ...args: string[]): RunningCommand {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  return { child, result };
}

/** Runs the command to its end. */
export function spillway(folder: string, ...args: string[]): Promise<CommandResult> {
  return start(folder, ...args).result;
}

/** Waits until a file is there, which a process that is running makes; fails if it ends without. */
export async function appearance(file: string, { child, result }: RunningCommand): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !existsSync(file); await sleep(INTERVAL_MS)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended before ${file} was there: ${(await result).stderr}`);
    }
    if (Date.now() > deadline) throw new Error(`${file} does not come`);
  }
}
