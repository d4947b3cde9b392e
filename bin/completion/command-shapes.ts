import type { Argument, Command, Option } from 'commander';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';

/** An option, as a shell needs it for completion. */
export interface OptionShape {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** What may follow it: nothing, a file name, a directory, one of some words, a word or a file name, or something else. */
  readonly value: 'none' | 'file' | 'directory' | 'other' | readonly string[] | WordsOrFile;
}

export interface WordsOrFile {
  readonly words: readonly string[];
}

/** A command, as a shell needs it for completion. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** The words its argument may be; `'work-directory'`: a work directory, or a file; undefined if it is a file name. */
  readonly choices: readonly string[] | 'work-directory' | undefined;
}

/** A value whose name in the help matches this is a file name. */
const FILE_NAMES = /file|reference/;
const DIRECTORIES = /dir/;
/** The words of values whose name in the help says that they may be one of these. */
const WORDS_OR_FILE: Readonly<Record<string, readonly string[]>> = { 'preset|file': PRESET_NAMES };

/** Reads the commands from the program itself, so that completion cannot fall behind it. */
export function commandShapes(program: Command): CommandShape[] {
  const help = program.createHelp();
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(optionShape),
    choices: choicesOf(command.registeredArguments[0]),
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
  const name = flags.slice(flags.indexOf('<') + 1, -1);
  return { short, long: long!, description, value: takesValue ? (argChoices ?? valueNamed(name)) : 'none' };
}

function valueNamed(name: string): OptionShape['value'] {
  const words = WORDS_OR_FILE[name];
  if (words !== undefined) return { words };
  if (FILE_NAMES.test(name)) return 'file';
  return DIRECTORIES.test(name) ? 'directory' : 'other';
}

function choicesOf(argument: Argument | undefined): CommandShape['choices'] {
  if (argument !== undefined && DIRECTORIES.test(argument.name())) return 'work-directory';
  return argument?.argChoices;
}
