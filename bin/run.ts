import { CommanderError } from 'commander';
import { SpillwayError } from '../lib/errors.js';
import { DONE, exitCodeOf, FAILED, WRONG_USAGE } from './exit-code.js';
import { nameFlags } from './name-flags.js';
import { createProgram } from './program.js';
import { refuseMangledNames } from './refuse-mangled-names.js';

/** Runs the command with these arguments; resolves to its exit code. Failures are told on standard error. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = DONE;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    refuseMangledNames(args);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
    if (error instanceof SpillwayError) {
      if (isBrokenPipe(error)) return FAILED;
      process.stderr.write(`spillway: ${nameFlags(error, args[0])}\n`);
      return exitCodeOf(error);
    }
    // A bug of ours: whoever reports it needs to see where.
    process.stderr.write(
      `spillway: unexpected failure, please report it:\n${(error as Error).stack ?? error}\n`,
    );
    return FAILED;
  }
}

/** Who reads an output that is a pipe may leave before it is whole, as `| head` does: there is nothing to tell. */
function isBrokenPipe({ cause }: SpillwayError): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
}
