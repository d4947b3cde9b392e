import { isUtf8 } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import * as node from 'node:fs/promises';
import { SpillwayError } from '../errors.js';
import { adoptFile } from './adopted-file.js';
import type { OpenFile, ReadableFile } from './open-file.js';
import { quoteBytes } from './quote-bytes.js';
import { readNow } from './read-now.js';

// Nearly every call that a job makes on a file goes through here, so that tests can inject a fault or stop the process at
// each of them, and record what was written before it was synced.

/** The part of node:fs/promises that jobs use. Stats are in bigints because inodes do not always fit a double. */
export interface FileSystem {
  open(path: string, flags: number, mode?: number): Promise<OpenFile>;
  stat(path: string, options: { bigint: true }): Promise<BigIntStats>;
  lstat(path: string, options: { bigint: true }): Promise<BigIntStats>;
  realpath(path: string): Promise<string>;
  readdir(path: string): Promise<string[]>;
  mkdir(path: string, mode: number): Promise<unknown>;
  chmod(path: string, mode: number): Promise<void>;
  link(existing: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  /** Fills `bytes` from a file's `position`, and returns only then: the number of bytes read, fewer only if the file ends first. */
  readNow(path: string, bytes: Uint8Array, position: number): number;
  /** The file that another thread has open under this descriptor; see `adoptFile`. */
  adopt?(descriptor: number): ReadableFile;
  /** After this many bytes a durable file is synced while it grows. Default: DurableWriter's own figure. */
  readonly earlySyncBytes?: number | undefined;
}

export const nodeFileSystem: FileSystem = { ...node, realpath: realUtf8Path, readNow, adopt: adoptFile };

/** Node would return a different path for one that is not UTF-8, and the output would go there. */
async function realUtf8Path(path: string): Promise<string> {
  const bytes = await node.realpath(path, { encoding: 'buffer' });
  if (isUtf8(bytes)) return bytes.toString();
  throw new SpillwayError(
    'bad-option',
    `${path} leads to a path that is not UTF-8, ${quoteBytes(bytes)}; rename that, or name another place`,
    { file: path },
  );
}

/** The file system that this thread uses. */
export let fileSystem: FileSystem = nodeFileSystem;

/** Replaces the file system that this thread uses; returns a function that restores the former one. */
export function replaceFileSystem(replacement: FileSystem): () => void {
  const former = fileSystem;
  fileSystem = replacement;
  return () => {
    fileSystem = former;
  };
}

/** Whether a system call failed with one of these codes, e.g. `'ENOENT'`. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code !== undefined && codes.includes(code);
}
