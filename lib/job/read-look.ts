import { SpillwayError } from '../errors.js';
import type { OptionReader } from '../options.js';

/** Which part of the sources a job is about; all of them if both are undefined. */
export interface Look {
  /** The number of lines that are read. */
  readonly head: number | undefined;
  /** The users that are summarised. */
  readonly users: readonly string[] | undefined;
}

/** A look before the full job. What is kept must be of whole sources. Fails with `bad-option`. */
export function readLook(reader: OptionReader): Look {
  const head = reader.optionalInteger('head', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const users = reader.names('users');
  if (users !== undefined && (users.length === 0 || users.includes('')))
    reader.fail('users', 'a list of ids, none of which is empty', '');
  for (const [option, value] of Object.entries({ head, users })) {
    if (value === undefined || reader.raw('keep') !== true) continue;
    throw new SpillwayError(
      'bad-option',
      `summarize: ${option} cannot be used with keep: later jobs would take it for all of the sources`,
      { option },
    );
  }
  return { head, users };
}
