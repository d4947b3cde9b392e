import { run } from '../../bin/run.js';
import type { CommandResult } from './command.js';

type Write = typeof process.stderr.write;

/**
 * Runs the command in this process, in a folder: for calls with little to do, where a process for each would take most of the
 * time. Gives its exit code and what it says and prints; not an output that is standard output, which it writes to directly.
 * One at a time.
 */
export async function runHere(folder: string, ...args: string[]): Promise<CommandResult> {
  const before = process.cwd();
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  const texts = { stdout: '', stderr: '' };
  const listen = (onText: (text: string) => void): Write =>
    ((text: string | Uint8Array, done?: unknown) => {
      onText(Buffer.from(text as string).toString());
      if (typeof done === 'function') done();
      return true;
    }) as Write;
  process.chdir(folder);
  process.stdout.write = listen((text) => {
    texts.stdout += text;
  });
  process.stderr.write = listen((text) => {
    texts.stderr += text;
  });
  try {
    return { code: await run(args), signal: null, ...texts };
  } finally {
    process.chdir(before);
    for (const [index, stream] of streams.entries()) stream.write = writes[index]!;
  }
}
