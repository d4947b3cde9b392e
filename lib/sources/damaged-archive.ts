import { SpillwayError } from '../errors.js';

/** The error for an archive that cannot be unpacked. `offset`: in the compressed bytes, approximately. */
export function damagedArchive(
  format: string,
  name: string,
  offset: number,
  truncated: boolean,
  cause?: unknown,
): SpillwayError {
  const what = truncated
    ? `ends in the middle of its ${format} archive, at compressed byte ${offset}: it was truncated, or is still being written`
    : `is damaged: its ${format} archive cannot be read beyond about compressed byte ${offset}`;
  return new SpillwayError('source-unreadable', `${name} ${what}; restore it from where it came`, {
    file: name,
    offset,
    cause,
  });
}
