import type { SpillwayError } from '../lib/errors.js';

/** How options are given whose flag is not called as they are. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  directory: '--work-dir',
  emptySections: '--omit-empty-sections',
  maxEvents: '--maxevents',
  reference: '--verify',
  source: 'source',
};
/** Of `generate`, where the challenge has chosen the names. */
const NAMES_OF_GENERATE: Readonly<Record<string, string>> = { ...OTHER_NAMES, output: '--out' };

/** An error's message for who gave flags to a command: names the flag where it names the option that the flag sets. */
export function nameFlags({ message, option }: SpillwayError, command: string | undefined): string {
  if (option === undefined) return message;
  const names = command === 'generate' ? NAMES_OF_GENERATE : OTHER_NAMES;
  const kebab = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return message.replace(new RegExp(`\\b${option}\\b`), names[option] ?? `--${kebab}`);
}
