import { createHash } from 'node:crypto';
import type { ReadableFile } from '../disk/open-file.js';
import { readAt } from '../disk/transfer.js';

// How a checkpoint recognises its source. Content decides: the bytes at the head, and those just before each position,
// must be the same, and the source must still be at least that long. So a log that has grown is the same source, and so
// is a copy, or a file that was moved to another disk. Device and inode serve the message only: where the bytes differ,
// they tell an edited file from another one under the same name, which is what log rotation leaves.

/** Bytes hashed at either end: one block, which holds several lines of a log, with their times and ids. */
export const FINGERPRINT_BYTES = 4096;

export interface SourceIdentity {
  /** Absolute; for messages only, since a source may be moved. */
  readonly path: string;
  /** Size of the source in bytes when the identity was taken. */
  readonly size: number;
  /** Decimal: device and inode numbers do not always fit a double. */
  readonly device: string;
  readonly inode: string;
  /** SHA-256, in hex, of the first `headBytes` bytes. */
  readonly head: string;
  /** 4 KiB, or the position if that is less. */
  readonly headBytes: number;
  /** SHA-256, in hex, of the last 4 KiB of `size`; null for a source that may grow, whose ranges have one each. */
  readonly tail: string | null;
  /** See SourceFileOptions. */
  readonly sealed: boolean;
  /** Of an archive, its plain content, if that is known because it was read before it was packed. */
  readonly content?: ContentIdentity | undefined;
}

/** What tells one content from another: its head, its length and its tail. */
export type ContentIdentity = Pick<SourceIdentity, 'size' | 'head' | 'headBytes'> & { readonly tail: string };

/** SHA-256, in hex, of `length` bytes from `position`. */
export async function fingerprint(file: ReadableFile, position: number, length: number): Promise<string> {
  return createHash('sha256')
    .update(await readAt(file, position, length))
    .digest('hex');
}
