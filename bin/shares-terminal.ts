import { fstatSync, type Stats, statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { STANDARD_OUTPUT } from '../lib/disk/standard-output.js';

/** The device behind /dev/tty, which stands for whatever terminal a process has. */
const ANY_TERMINAL = 0x500;

/** Whether one of these outputs goes to the terminal of standard error: a progress bar there would write over it. */
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
