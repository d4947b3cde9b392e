import type { Command, Option } from 'commander';

/** An option, as a shell needs it for completion. */
export interface OptionShape {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** What may follow it: nothing, a file name, one of some words, or something else. */
  readonly value: 'none' | 'file' | 'other' | readonly string[];
}

/** A command, as a shell needs it for completion. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** The words its argument may be; undefined if it is a file name. */
  readonly choices: readonly string[] | undefined;
}

/** A value whose name in the help matches this is a file name. */
const FILE_NAMES = /file|dir|reference/;

/** Reads the commands from the program itself, so that completion cannot fall behind it. */
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
