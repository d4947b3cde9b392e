import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { completionCommand } from './commands/completion.js';
import { forgetCommand } from './commands/forget.js';
import { generateCommand } from './commands/generate.js';
import { getCommand } from './commands/get.js';
import { inspectCommand } from './commands/inspect.js';
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
    .version(version())
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', EXAMPLES)
    .addCommand(inspectCommand(setExitCode))
    .addCommand(summarizeCommand(setExitCode))
    .addCommand(statusCommand())
    .addCommand(getCommand(setExitCode))
    .addCommand(forgetCommand())
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

function version(): string {
  const manifest = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
