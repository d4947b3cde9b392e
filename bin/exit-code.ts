import { constants } from 'node:os';
import type { SpillwayError } from '../lib/errors.js';

export const DONE = 0;
export const FAILED = 1;
export const WRONG_USAGE = 2;
/** Done, but lines were rejected. */
export const REJECTED = 3;
/** The number of the signal is added to it. */
const SIGNALLED = 128;

/** The code that a shell reports for a process ended by a signal: 129 for SIGHUP, 130 for SIGINT, 143 for SIGTERM. */
export function signalled(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM'): number {
  return SIGNALLED + constants.signals[signal];
}

/** Whether a code is that of a job stopped by a signal. */
export function isSignalled(code: number): boolean {
  return code > SIGNALLED;
}

export function exitCodeOf(error: SpillwayError): number {
  return error.code === 'bad-option' ? WRONG_USAGE : FAILED;
}
