import type { Command, Option } from 'commander';

/** What a shell needs to know of an option. */
export interface OptionShape {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** What may follow it: nothing, the name of a file, one of some words, or something else. */
  readonly value: 'none' | 'file' | 'other' | readonly string[];
}

/** What a shell needs to know of a command. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** Words that its argument may be; undefined where it is the name of a file. */
  readonly choices: readonly string[] | undefined;
}

/** Values that are called so in the help are names of files. */
const FILE_NAMES = /file|dir|reference/;

/** The commands as the program itself knows them, so that completion cannot fall behind it. */
export function commandShapes(program: Command): CommandShape[] {
  const help = program.createHelp();
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(optionShape),
    choices: command.registeredArguments[0]?.argChoices,
  }));
}

function optionShape({
  short,
  long,
  flags,
  description,
  argChoices,
  required,
  optional,
}: Option): OptionShape {
  const takesValue = required || optional;
  const other = FILE_NAMES.test(flags.slice(flags.indexOf('<'))) ? 'file' : 'other';
  return { short, long: long!, description, value: takesValue ? (argChoices ?? other) : 'none' };
}
