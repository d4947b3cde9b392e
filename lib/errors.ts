import { constants } from 'node:os';

/**
 * The kinds of SpillwayError, the one error class that callers meet. A code never changes its meaning; `message` is one
 * or two lines for people: what is wrong with which thing, and the way out.
 */
export type ErrorCode =
  /** An option, argument or combination of them that cannot work. */
  | 'bad-option'
  /** A value that cannot become an activity or a summary. */
  | 'bad-activity'
  /** A stage received input that the stage before it should have prepared. */
  | 'bad-pipeline'
  /** More lines were rejected than `maxRejects` allows. */
  | 'too-many-rejects'
  /** All sources were read, and no valid activity was found. */
  | 'nothing-valid'
  /** The source cannot be opened or read. */
  | 'source-unreadable'
  /** The source is not the one that the checkpoint was made from, or no longer holds the same bytes. */
  | 'source-changed'
  /** The checkpoint was made with options that give a different answer. */
  | 'options-changed'
  /** The checkpoint was made by a newer version of spillway. */
  | 'newer-format'
  /** A manifest, run or rejects file is damaged or missing. */
  | 'state-corrupt'
  /** Another live process works in this directory. */
  | 'locked'
  /** Reading or writing a file failed: no space, no permission, a device error. */
  | 'io'
  /** Of a job on several machines: ranges or parts have no receipt yet. */
  | 'incomplete'
  /** Of a job on several machines: what came on standard input was cut, changed, or out of order. */
  | 'feed-broken'
  /** An output could not be written completely; the old file, if any, is untouched. */
  | 'output-failed'
  /** A text that the line format cannot carry under the delimiter policy `reject`. */
  | 'delimiter-in-output'
  /** An output differs from its reference. */
  | 'different'
  /** The system has no more memory or address space to give. */
  | 'out-of-memory'
  /** A worker thread died: it ran out of memory, or was ended from outside. */
  | 'worker-failed'
  /** A reducer failed, or returned what cannot be written. */
  | 'reducer-failed'
  /** The job was stopped by its AbortSignal or by a signal from the system. */
  | 'aborted';

/** Facts about an error, where they apply. */
export interface ErrorDetails {
  /** The file it is about. */
  readonly file?: string | undefined;
  /** Byte offset in `file`. */
  readonly offset?: number | undefined;
  readonly expected?: string | number | undefined;
  readonly found?: string | number | undefined;
  /** The name of the option that it is about. */
  readonly option?: string | undefined;
  readonly cause?: unknown;
}

export class SpillwayError extends Error {
  override readonly name = 'SpillwayError';
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly offset: number | undefined;
  readonly expected: string | number | undefined;
  readonly found: string | number | undefined;
  readonly option: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.offset = details.offset;
    this.expected = details.expected;
    this.found = details.found;
    this.option = details.option;
  }
}

/** The system's error codes in words, for the codes that people really meet. */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBADF: 'it is not open for that',
  EBUSY: 'it is in use, or something is mounted there',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'the file would be larger than allowed here',
  EIO: 'the device reported an input/output error',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files in this process',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'too many open files on this machine',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a directory',
  ENXIO: 'nothing is behind it',
  EPERM: 'operation not permitted',
  EPIPE: 'its reader has left',
  EROFS: 'the file system is read-only',
};

/** Node has no name for some of the system's codes, such as EDQUOT, which it calls `Unknown system error -122`. */
function systemCode(cause: unknown): string | undefined {
  const { code, errno } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || !code.startsWith('Unknown')) return code;
  return Object.entries(constants.errno).find(([, value]) => value === -(errno ?? 0))?.[0] ?? code;
}

/** The reason of a failed system call in words, e.g. `no space left on the device (ENOSPC)`. */
export function systemReason(cause: unknown): string {
  const code = systemCode(cause);
  const reason = code === undefined ? undefined : SYSTEM_REASONS[code];
  if (reason !== undefined) return `${reason} (${code})`;
  return cause instanceof Error ? cause.message : String(cause);
}

/** How a message about saved work ends, after its first way out: this one always works, but starts over. */
export const OR_DISCARD = 'or discard the saved work with --fresh (fresh: true)';

/** Wraps a failed system call: `cannot <action> <file>: <reason>`. A SpillwayError is returned unchanged. */
export function ioError(action: string, file: string, cause: unknown, code: ErrorCode = 'io'): SpillwayError {
  if (cause instanceof SpillwayError) return cause;
  return new SpillwayError(code, `cannot ${action} ${file}: ${systemReason(cause)}`, { file, cause });
}

/**
 * Cleans up after a failure. Resolves to the error to throw: the original one. If the cleanup fails too, its message is
 * added on a line of its own.
 */
export async function errorAfterCleanup(error: unknown, cleanUp: () => Promise<void>): Promise<unknown> {
  try {
    await cleanUp();
  } catch (another) {
    if (!(error instanceof Error) || !(another instanceof Error)) return error;
    if (!error.message.includes(another.message)) error.message += `\n${another.message}`;
  }
  return error;
}
