import { fstatSync, type Stats, statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { STANDARD_OUTPUT } from '../lib/disk/standard-output.js';

/** The device number of /dev/tty, which is the terminal of the process, whichever that is. */
const ANY_TERMINAL = 0x500;

/** Whether one of these outputs goes to the terminal of standard error, where a progress bar would overwrite it. */
export function sharesTerminal(outputs: readonly (string | undefined)[]): boolean {
  if (!isatty(2)) return false;
  const terminal = fstatSync(2).rdev;
  return outputs.some((path) => {
    const stats = path === undefined ? undefined : statsOf(path);
    return stats?.isCharacterDevice() === true && [terminal, ANY_TERMINAL].includes(stats.rdev);
  });
}

function statsOf(path: string): Stats | undefined {
  try {
    return path === STANDARD_OUTPUT ? fstatSync(1) : statSync(path);
  } catch {
    return undefined;
  }
}
