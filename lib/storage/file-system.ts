import type { BigIntStats } from 'node:fs';
import * as node from 'node:fs/promises';

// Every system call that storage makes on a file goes through here, so that tests can inject faults at each of them,
// stop the process at each of them, and record what was written before it was synced.

/** An open file: the part of node's FileHandle that storage uses. */
export interface OpenFile {
  /** A `position` of null reads where the file stands: from pipes. */
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ readonly bytesRead: number }>;
  /** A `position` of null appends where the file stands: for pipes and devices. */
  write(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ readonly bytesWritten: number }>;
  stat(options: { bigint: true }): Promise<BigIntStats>;
  chmod(mode: number): Promise<void>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

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
  /** Bytes after which a durable file is synced while it grows. Default: what DurableWriter finds right. */
  readonly earlySyncBytes?: number | undefined;
}

export const nodeFileSystem: FileSystem = node;

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
