import type { SpillwayError } from '../lib/errors.js';

/** The flags of options that do not have the option's name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  directory: '--work-dir',
  emptySections: '--omit-empty-sections',
  maxEvents: '--maxevents',
  reference: '--verify',
  source: 'source',
};
/** The same for `generate`, whose names are those of the challenge. */
const NAMES_OF_GENERATE: Readonly<Record<string, string>> = { ...OTHER_NAMES, output: '--out' };

/** The message of an error with the name of the flag in place of the option that the flag sets. */
export function nameFlags({ message, option }: SpillwayError, command: string | undefined): string {
  if (option === undefined) return message;
  const names = command === 'generate' ? NAMES_OF_GENERATE : OTHER_NAMES;
  const kebab = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return message.replace(new RegExp(`\\b${option}\\b`), names[option] ?? `--${kebab}`);
}
