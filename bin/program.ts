import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { generateCommand } from './commands/generate.js';
import { statusCommand } from './commands/status.js';
import { summarizeCommand } from './commands/summarize.js';
import { verifyCommand } from './commands/verify.js';

/** The command line. Commands that end in something else than "done" say so to `setExitCode`. */
export function createProgram(setExitCode: (code: number) => void): Command {
  const program = new Command('spillway')
    .description('Turns an activity log of any size into one summary line per user, in bounded memory.')
    .version(version())
    .showHelpAfterError('(add --help for the options)')
    .addCommand(summarizeCommand(setExitCode))
    .addCommand(statusCommand())
    .addCommand(generateCommand(setExitCode))
    .addCommand(verifyCommand());
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError(`(see ${fullName(command)} --help)`);
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
