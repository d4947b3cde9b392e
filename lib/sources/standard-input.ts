import { fstatSync, readFileSync } from 'node:fs';

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

/** Whether standard input is a file from its start: `< log`, but not what `{ head -n 1; spillway …; } < log` leaves of it. */
export function standardInputIsFile(): boolean {
  return fstatSync(DESCRIPTOR).isFile() && !begun();
}

function begun(): boolean {
  try {
    return !/^pos:\s*0$/m.test(readFileSync(`/proc/self/fdinfo/${DESCRIPTOR}`, 'latin1'));
  } catch {
    // Only Linux tells. Elsewhere it is taken for the usual case.
    return false;
  }
}
