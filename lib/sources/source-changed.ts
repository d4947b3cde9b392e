import { OR_DISCARD, SpillwayError } from '../errors.js';

/** A source is not what it was: `what` says how, after its name. `offset` is where that showed, if it is known. */
export function sourceChanged(name: string, what: string, offset?: number | undefined): SpillwayError {
  return new SpillwayError('source-changed', `${name} ${what}; restore it, ${OR_DISCARD}`, {
    file: name,
    offset,
  });
}
