import { OR_DISCARD, SpillwayError } from '../errors.js';

// What is refused because it cannot be told whether something would be lost or counted twice. Each names the file and the
// ways out.

function refused(file: string, what: string, offset?: number): SpillwayError {
  return new SpillwayError(
    'source-changed',
    `${file} ${what} with --append-anyway (appendAnyway: true), ${OR_DISCARD}`,
    { file, offset },
  );
}

export const cannotTell = {
  lost: (file: string, read: number): SpillwayError =>
    refused(
      file,
      `was read up to byte ${read} and is no longer among the sources, so its end may be lost; give it again, continue without its end`,
      read,
    ),
  grown: (file: string, known: string, read: number): SpillwayError =>
    refused(
      file,
      `begins with all of ${known}, has grown beyond byte ${read}, and other sources were read after it; take the rest as the latest source`,
      read,
    ),
  changed: (file: string, known: string, read: number): SpillwayError =>
    refused(
      file,
      `begins like ${known}, of which ${read} bytes were read, and differs later; take all of it as new`,
      read,
    ),
  tooEarly: (file: string, known: string): SpillwayError =>
    refused(file, `is new, and comes before ${known}, which was read before; take it as the latest source`),
};
