import { constants } from 'node:os';
import type { SpillwayError } from '../lib/errors.js';

export const DONE = 0;
export const FAILED = 1;
export const WRONG_USAGE = 2;
/** Done, but lines were rejected. */
export const REJECTED = 3;
/** To which the number of the signal is added. */
const SIGNALLED = 128;

/** As a shell reports a process that a signal has ended: 129 for SIGHUP, 130 for SIGINT, 143 for SIGTERM. */
export function signalled(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM'): number {
  return SIGNALLED + constants.signals[signal];
}

/** Whether it is the code of a job that was stopped by a signal. */
export function isSignalled(code: number): boolean {
  return code > SIGNALLED;
}

export function exitCodeOf(error: SpillwayError): number {
  return error.code === 'bad-option' ? WRONG_USAGE : FAILED;
}
