import { isUtf8 } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import * as node from 'node:fs/promises';
import { SpillwayError } from '../errors.js';
import { adoptFile } from './adopted-file.js';
import type { OpenFile, ReadableFile } from './open-file.js';
import { quoteBytes } from './quote-bytes.js';

// Every system call that storage makes on a file goes through here, so that tests can inject faults at each of them,
// stop the process at each of them, and record what was written before it was synced.

/** The part of node:fs/promises that storage uses. Inodes do not fit a double, hence stats in bigints throughout. */
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
  /** The file that another thread has open under a descriptor, see `adoptFile`. */
  adopt?(descriptor: number): ReadableFile;
  /** Bytes after which a durable file is synced while it grows. Default: what DurableWriter finds right. */
  readonly earlySyncBytes?: number | undefined;
}

export const nodeFileSystem: FileSystem = { ...node, realpath: realUtf8Path, adopt: adoptFile };

/** Node would give a path that is not UTF-8 as another one, at which something else would be written. */
async function realUtf8Path(path: string): Promise<string> {
  const bytes = await node.realpath(path, { encoding: 'buffer' });
  if (isUtf8(bytes)) return bytes.toString();
  throw new SpillwayError(
    'bad-option',
    `${path} leads to a path that is not UTF-8, ${quoteBytes(bytes)}; rename what is not, or name another place`,
    { file: path },
  );
}

/** What storage calls, in this thread. */
export let fileSystem: FileSystem = nodeFileSystem;

/** Puts another file system under all of storage, in this thread; returns a function that puts the former one back. */
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
