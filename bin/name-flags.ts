import type { SpillwayError } from '../lib/errors.js';

/** How options are given whose flag is not called as they are. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  directory: '--work-dir',
  emptySections: '--omit-empty-sections',
  maxEvents: '--maxevents',
  reference: '--verify',
  source: 'source',
};

/** An error's message for who gave flags: names the flag where it names the option that the flag sets. */
export function nameFlags({ message, option }: SpillwayError): string {
  if (option === undefined) return message;
  const kebab = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return message.replace(new RegExp(`\\b${option}\\b`), OTHER_NAMES[option] ?? `--${kebab}`);
}
