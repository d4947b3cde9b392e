import type { BigIntStats } from 'node:fs';

/** An open file: the part of node's FileHandle that jobs use. */
export interface OpenFile {
  /** Its descriptor, which all threads of the process can read from; undefined if there is none. */
  readonly fd?: number;
  /** A `position` of null reads at the current position: for pipes. */
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ readonly bytesRead: number }>;
  /**
   * Reads in the calling thread; undefined, and nothing is read, if that would probably have to wait for the disk. Only where
   * the file system offers it.
   */
  readNow?(buffer: Uint8Array, offset: number, length: number, position: number): number | undefined;
  /** A `position` of null writes at the current position: for pipes and devices. */
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

/** An open file that is only read. */
export type ReadableFile = Pick<OpenFile, 'fd' | 'read' | 'readNow' | 'stat' | 'close'>;
