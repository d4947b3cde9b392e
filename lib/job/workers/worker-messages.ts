import { type ErrorCode, SpillwayError } from '../../errors.js';
import type { Run } from '../../records/run.js';
import type { MergeTask } from '../merge/merge-part.js';
import type { FromMerge, ToMerge } from '../merge/part-messages.js';
import type { SharedOutput } from '../merge/placed-lines.js';
import type { BatchCounts, RangeTask } from '../read/read-range.js';

/** The data that a worker is started with. */
export interface WorkerData {
  /** The memory of the StopFlag that tells the worker to end. */
  readonly left: SharedArrayBuffer;
}

/** A task for a worker. */
export type WorkerTask =
  | { readonly kind: 'read-range'; readonly task: RangeTask }
  // Without an output the worker sends the lines.
  | { readonly kind: 'merge'; readonly task: MergeTask; readonly output: SharedOutput | undefined };

/** Messages of a worker. The first is `ready` or `failed`; the last one about a task is `done` or `failed`. */
export type FromWorker =
  | { readonly kind: 'ready' }
  // While reading a range: a durable run; what was validated since the last such message.
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'batches'; readonly counts: BatchCounts }
  | FromMerge
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** Messages to a worker. */
export type ToWorker =
  | { readonly kind: 'task'; readonly task: WorkerTask }
  // While reading a range: read no further, and save what was read.
  | { readonly kind: 'stop' }
  | ToMerge;

/** An error as plain data: messages between threads lose the class of an object. */
export interface PlainError {
  readonly message: string;
  readonly stack: string | undefined;
  /** The code of a SpillwayError. */
  readonly code?: ErrorCode;
  readonly file?: string | undefined;
  readonly offset?: number | undefined;
  readonly expected?: string | number | undefined;
  readonly found?: string | number | undefined;
  readonly option?: string | undefined;
  /** The code of a failed system call, e.g. `ENOSPC`. */
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
