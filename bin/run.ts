import { CommanderError } from 'commander';
import { failedWith } from '../lib/disk/file-system.js';
import { isStandardOutput } from '../lib/disk/standard-output.js';
import { SpillwayError } from '../lib/errors.js';
import { DONE, exitCodeOf, FAILED, WRONG_USAGE } from './exit-code.js';
import { nameFlags } from './name-flags.js';
import { print } from './print.js';
import { createProgram } from './program.js';
import { refuseMangledNames } from './refuse-mangled-names.js';
import { say } from './say.js';

/** Runs the command with these arguments. Resolves to its exit code. Failures are reported on standard error. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = DONE;
  let help = '';
  const program = createProgram(
    (code) => {
      exitCode = code;
    },
    (text) => {
      help += text;
    },
  );
  try {
    refuseMangledNames(args);
    await program.parseAsync(args, { from: 'user' }).catch(async (error: unknown) => {
      if (!(error instanceof CommanderError)) throw error;
      exitCode = error.exitCode === 0 ? DONE : WRONG_USAGE;
      await print(help);
    });
    return exitCode;
  } catch (error) {
    if (error instanceof SpillwayError) {
      if (isBrokenPipe(error)) return FAILED;
      say(`spillway: ${nameFlags(error, args[0])}`);
      return exitCodeOf(error, args[0]);
    }
    // A bug of spillway: a report needs the stack.
    say(`spillway: unexpected failure, please report it:\n${(error as Error).stack ?? error}`);
    return FAILED;
  }
}

/** Whether the reader of standard output left early, as `| head` does: that is not reported. */
function isBrokenPipe({ cause, file }: SpillwayError): boolean {
  return failedWith(cause, 'EPIPE') && file !== undefined && isStandardOutput(file);
}
