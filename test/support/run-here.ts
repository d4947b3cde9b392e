import { run } from '../../bin/run.js';

type Write = typeof process.stderr.write;

/**
 * Runs the command in this process, in a folder: for calls that are refused before there is any work, where a process for
 * each would take most of the time. Gives its exit code and what it says. One at a time.
 */
export async function runHere(
  folder: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly stderr: string }> {
  const before = process.cwd();
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  let stderr = '';
  const listen = (onText: (text: string) => void): Write =>
    ((text: string | Uint8Array, done?: unknown) => {
      onText(Buffer.from(text as string).toString());
      if (typeof done === 'function') done();
      return true;
    }) as Write;
  process.chdir(folder);
  process.stdout.write = listen(() => {});
  process.stderr.write = listen((text) => {
    stderr += text;
  });
  try {
    return { code: await run(args), stderr };
  } finally {
    process.chdir(before);
    for (const [index, stream] of streams.entries()) stream.write = writes[index]!;
  }
}
