import { Command } from 'commander';
import { packageVersion } from '../lib/package-version.js';
import { commitCommand } from './commands/commit.js';
import { completionCommand } from './commands/completion.js';
import { cutCommand } from './commands/cut.js';
import { forgetCommand } from './commands/forget.js';
import { generateCommand } from './commands/generate.js';
import { getCommand } from './commands/get.js';
import { inspectCommand } from './commands/inspect.js';
import { mapCommand } from './commands/map.js';
import { planCommand } from './commands/plan.js';
import { reduceCommand } from './commands/reduce.js';
import { statusCommand } from './commands/status.js';
import { summarizeCommand } from './commands/summarize.js';
import { verifyCommand } from './commands/verify.js';
import { say } from './say.js';

const EXAMPLES = `
Examples:
  spillway inspect messages.data
  spillway summarize messages.data -o summary.csv
  spillway status summary.csv.spillway
  spillway verify summary.csv reference.csv
  spillway summarize --help`;

/**
 * The command line. A command that ends with another exit code than 0 passes it to `setExitCode`; `writeOut` gets the text
 * of `--help` and `--version`.
 */
export function createProgram(
  setExitCode: (code: number) => void,
  writeOut: (text: string) => void = () => {},
): Command {
  const program = new Command('spillway')
    .description('Turns an activity log of any size into one summary line per user, in bounded memory.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', EXAMPLES)
    .addCommand(inspectCommand(setExitCode))
    .addCommand(summarizeCommand(setExitCode))
    .addCommand(statusCommand())
    .addCommand(getCommand(setExitCode))
    .addCommand(forgetCommand())
    .addCommand(planCommand(setExitCode))
    .addCommand(mapCommand(setExitCode))
    .addCommand(cutCommand(setExitCode))
    .addCommand(reduceCommand(setExitCode))
    .addCommand(commitCommand(setExitCode))
    .addCommand(generateCommand(setExitCode))
    .addCommand(verifyCommand())
    .addCommand(completionCommand());
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut, writeErr: (text) => say(text.trimEnd()) })
      .showHelpAfterError(`(see ${fullName(command)} --help)`);
  }
  return program;
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
}
