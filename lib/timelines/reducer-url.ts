import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SpillwayError } from '../errors.js';
import type { OptionReader } from '../options.js';

/** Options that say how summaries are written, which a reducer replaces. */
const OF_SUMMARIES = ['format', 'columns', 'top', 'delimiters', 'emptySections', 'report'] as const;

/** The URL of the module that the option `reduce` names, if it does. Refuses options that mean nothing with it. */
export function reducerUrl(reader: OptionReader): string | undefined {
  const given = reader.raw('reduce');
  if (given === undefined) return undefined;
  const other = OF_SUMMARIES.find((name) => reader.raw(name) !== undefined);
  if (other !== undefined) {
    const reason = 'what a reducer returns is written as it is, so leave it out';
    throw new SpillwayError('bad-option', `summarize: ${other} means nothing with reduce: ${reason}`, {
      option: other,
    });
  }
  if (given instanceof URL) return given.href;
  const text = reader.requiredPath('reduce');
  return /^(file|data):/.test(text) ? text : pathToFileURL(resolve(text)).href;
}
