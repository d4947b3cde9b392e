import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/spillway.js', import.meta.url));

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a process of its own, in `cwd`. */
export function runCommand(cwd: string, ...args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...args], { cwd }, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}
