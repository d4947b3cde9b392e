import { type ErrorCode, SpillwayError } from '../../errors.js';
import type { Run } from '../../records/run.js';
import type { MergeTask } from '../merge/merge-part.js';
import type { FromMerge, ToMerge } from '../merge/part-messages.js';
import type { SharedOutput } from '../merge/placed-lines.js';
import type { BatchCounts, RangeTask } from '../read/read-range.js';

/** What a worker is started with. */
export interface WorkerData {
  /** Of the StopFlag that is raised when it is to leave. */
  readonly left: SharedArrayBuffer;
}

/** What a worker is given to do. */
export type WorkerTask =
  | { readonly kind: 'read-range'; readonly task: RangeTask }
  // Without an output the lines are sent.
  | { readonly kind: 'merge'; readonly task: MergeTask; readonly output: SharedOutput | undefined };

/** What a worker says; `ready` or `failed` is its first word, `done` or `failed` its last one on a task. */
export type FromWorker =
  | { readonly kind: 'ready' }
  // Of read-range: a durable run; what was validated since the last such message.
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'batches'; readonly counts: BatchCounts }
  | FromMerge
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** What a worker is told. */
export type ToWorker =
  | { readonly kind: 'task'; readonly task: WorkerTask }
  // Of read-range: read no further, save what was read.
  | { readonly kind: 'stop' }
  | ToMerge;

/** An error as data: a class does not survive the way between threads. */
export interface PlainError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a SpillwayError. */
  readonly code?: ErrorCode;
  readonly file?: string | undefined;
  readonly offset?: number | undefined;
  readonly expected?: string | number | undefined;
  readonly found?: string | number | undefined;
  readonly option?: string | undefined;
  /** Of a failed system call, e.g. `ENOSPC`. */
  readonly systemCode?: string;
  readonly cause?: PlainError;
}

export function plainError(error: unknown): PlainError {
  if (error instanceof SpillwayError) {
    const { message, stack, code, file, offset, expected, found, option, cause } = error;
    const why = cause === undefined ? {} : { cause: plainError(cause) };
    return { message, stack, code, file, offset, expected, found, option, ...why };
  }
  const { message, stack, code }: NodeJS.ErrnoException =
    error instanceof Error ? error : new Error(String(error));
  return { message, stack, ...(code === undefined ? {} : { systemCode: code }) };
}

export function reviveError({ message, stack, code, systemCode, cause, ...details }: PlainError): Error {
  const why = cause === undefined ? {} : { cause: reviveError(cause) };
  const error =
    code === undefined ? new Error(message) : new SpillwayError(code, message, { ...details, ...why });
  if (systemCode !== undefined) Object.assign(error, { code: systemCode });
  if (stack !== undefined) error.stack = stack;
  return error;
}
