import { SpillwayError } from '../errors.js';

/** `offset`: of the compressed bytes, about where it happened. */
export function damagedArchive(
  format: string,
  name: string,
  offset: number,
  truncated: boolean,
  cause?: unknown,
): SpillwayError {
  const what = truncated
    ? `ends in the middle of its ${format} archive, at compressed byte ${offset}: it was truncated, or is still being written`
    : `is damaged: its ${format} archive cannot be read on from about compressed byte ${offset}`;
  return new SpillwayError('source-unreadable', `${name} ${what}; restore it from where it came`, {
    file: name,
    offset,
    cause,
  });
}
