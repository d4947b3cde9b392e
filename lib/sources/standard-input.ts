import { fstatSync, readFileSync } from 'node:fs';
import { ioError } from '../errors.js';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

const DESCRIPTOR = 0;
const FILE = '/dev/stdin';

/** What a source is called in messages. */
export function nameOfSource(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

/** The path that opens a source: of standard input where it is redirected from a file, and so can be opened anew. */
export function fileOfSource(path: string): string {
  return path === STANDARD_INPUT ? FILE : path;
}

/** Fails with `source-unreadable` if standard input is a directory. Whether it is a file from its start: `< log`, but not what `{ head -n 1; spillway …; } < log` leaves of it. */
export function standardInputIsFile(): boolean {
  const stats = fstatSync(DESCRIPTOR);
  // Node takes it for a stream that is over at once.
  if (stats.isDirectory())
    throw ioError('read', nameOfSource(STANDARD_INPUT), { code: 'EISDIR' }, 'source-unreadable');
  return stats.isFile() && !begun();
}

function begun(): boolean {
  try {
    return !/^pos:\s*0$/m.test(readFileSync(`/proc/self/fdinfo/${DESCRIPTOR}`, 'latin1'));
  } catch {
    // Only Linux tells. Elsewhere it is taken for the usual case.
    return false;
  }
}
