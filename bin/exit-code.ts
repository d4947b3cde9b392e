import { constants } from 'node:os';
import { failedWith } from '../lib/disk/file-system.js';
import type { ErrorCode, SpillwayError } from '../lib/errors.js';

export const DONE = 0;
export const FAILED = 1;
export const WRONG_USAGE = 2;
/** Done, but lines were rejected. */
export const REJECTED = 3;
/** Of a task: a disk, a network or a machine failed. The code of sysexits.h for a failure that passes. */
export const WORTH_REPEATING = 75;
/** Of a task: what it was given was not whole. */
export const NOT_WHOLE = 76;
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

/** The commands that others repeat when they fail, and which therefore say whether that is worth it. */
const TASKS: readonly (string | undefined)[] = ['plan', 'map', 'cut', 'reduce', 'commit'];
const PASSING: readonly ErrorCode[] = [
  'io',
  'output-failed',
  'out-of-memory',
  'worker-failed',
  'incomplete',
  'aborted',
];
const BROKEN: readonly ErrorCode[] = ['state-corrupt', 'feed-broken'];
/** A source that fails so will fail again. */
const LASTING = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'];

export function exitCodeOf(error: SpillwayError, command: string | undefined): number {
  if (error.code === 'bad-option') return WRONG_USAGE;
  if (!TASKS.includes(command)) return FAILED;
  if (BROKEN.includes(error.code)) return NOT_WHOLE;
  return PASSING.includes(error.code) || isPassingRead(error) ? WORTH_REPEATING : FAILED;
}

/** A damaged archive has no cause in the system. */
function isPassingRead({ code, cause }: SpillwayError): boolean {
  const reason = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'source-unreadable' && reason?.startsWith('E') === true && !failedWith(cause, ...LASTING);
}
