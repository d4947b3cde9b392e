import { OR_DISCARD, SpillwayError } from '../errors.js';
import { INDEXED_FORMAT_VERSION, RUN_FORMAT_VERSION } from './run-format.js';

/** The error of a run whose file is not as it was written. */
export function damagedRun(file: string, offset: number, expected: string, found: string): SpillwayError {
  return new SpillwayError(
    'state-corrupt',
    `the run ${file} is damaged at byte ${offset}: expected ${expected}, found ${found}; restore it, ${OR_DISCARD}`,
    { file, offset, expected, found },
  );
}

export function wrongRunChecksum(
  file: string,
  offset: number,
  expected: number,
  found: number,
): SpillwayError {
  return damagedRun(file, offset, `checksum ${expected.toString(16)}`, found.toString(16));
}

/** The error of a run that another version of spillway wrote, in a format of its own. */
export function otherRunVersion(file: string, version: number): SpillwayError {
  const newer = version > INDEXED_FORMAT_VERSION;
  const [writer, way] = newer
    ? ['a newer', 'resume with the newer one']
    : ['an older', 'resume with the older one'];
  return new SpillwayError(
    newer ? 'newer-format' : 'state-corrupt',
    `the run ${file} was written by ${writer} spillway (format ${version}, this one reads ${RUN_FORMAT_VERSION} and ${INDEXED_FORMAT_VERSION}); ` +
      `${way}, ${OR_DISCARD}`,
    { file, expected: newer ? INDEXED_FORMAT_VERSION : RUN_FORMAT_VERSION, found: version },
  );
}
