import { fstatSync, readFileSync } from 'node:fs';
import { ioError } from '../errors.js';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

const DESCRIPTOR = 0;
const FILE = '/dev/stdin';

/** The name of a source in messages. */
export function nameOfSource(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

/** The path that opens a source. For standard input that works only if it is redirected from a file. */
export function fileOfSource(path: string): string {
  return path === STANDARD_INPUT ? FILE : path;
}

/**
 * Whether standard input is a file, at its start: `< log`, but not what `{ head -n 1; spillway …; } < log` leaves of one.
 * Fails with `source-unreadable` if it is a directory.
 */
export function standardInputIsFile(): boolean {
  const stats = fstatSync(DESCRIPTOR);
  // Node would treat it as an empty stream.
  if (stats.isDirectory())
    throw ioError('read', nameOfSource(STANDARD_INPUT), { code: 'EISDIR' }, 'source-unreadable');
  return stats.isFile() && !begun();
}

function begun(): boolean {
  try {
    return !/^pos:\s*0$/m.test(readFileSync(`/proc/self/fdinfo/${DESCRIPTOR}`, 'latin1'));
  } catch {
    // Only Linux says. Elsewhere, assume the usual case.
    return false;
  }
}
