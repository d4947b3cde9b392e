import { constants } from 'node:fs';
import { crc32 } from 'node:zlib';
import { failedWith, fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { closeQuietly, readAt } from '../disk/transfer.js';
import { ioError, OR_DISCARD, SpillwayError } from '../errors.js';

/** The rejects of a range: a file in the work directory, and how much of it the manifest refers to. */
export interface SavedRejects {
  /** Absolute path. */
  readonly file: string;
  /** Bytes. */
  readonly length: number;
  /** CRC-32 of these bytes. */
  readonly checksum: number;
}

/** Bytes to read at a time. */
const PART_BYTES = 2 ** 20;

/** The saved bytes, in parts. Fails with `state-corrupt`, after the last part, if the checksum does not match. */
export async function* readSavedRejects(saved: SavedRejects): AsyncGenerator<Uint8Array, void, void> {
  let checksum = 0;
  for await (const part of readParts(saved.file, 0, saved.length)) {
    checksum = crc32(part, checksum);
    yield part;
  }
  if (checksum !== saved.checksum)
    throw damaged(saved.file, 'is damaged: its checksum does not match', saved.length);
}

/** Fails like `readSavedRejects`. What is parsed must be whole, which is known after the last part. */
export async function verifySavedRejects(saved: SavedRejects): Promise<void> {
  for await (const _ of readSavedRejects(saved));
}

/** Extends the checksum of the saved part to the first `to` bytes of the file. */
export async function extendChecksum({ file, length, checksum }: SavedRejects, to: number): Promise<number> {
  let extended = checksum;
  for await (const part of readParts(file, length, to)) extended = crc32(part, extended);
  return extended;
}

async function* readParts(path: string, from: number, to: number): AsyncGenerator<Uint8Array, void, void> {
  if (from === to) return;
  let file: OpenFile | undefined;
  try {
    file = await fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    for (let position = from; position < to; ) {
      const bytes = await readAt(file, position, Math.min(PART_BYTES, to - position));
      if (bytes.length === 0) throw tooShort(path, to, position);
      yield bytes;
      position += bytes.length;
    }
  } catch (error) {
    if (failedWith(error, 'ENOENT')) throw tooShort(path, to);
    throw ioError('read', path, error);
  } finally {
    await closeQuietly(file);
  }
}

/** `found`: the bytes that the file has, or undefined if there is no such file. */
export function tooShort(path: string, expected: number, found?: number): SpillwayError {
  return damaged(path, found === undefined ? 'is missing' : `has ${found} bytes`, expected);
}

function damaged(file: string, what: string, expected: number): SpillwayError {
  return new SpillwayError(
    'state-corrupt',
    `${file} ${what}, but the checkpoint refers to ${expected} bytes of rejects in it; restore it, ${OR_DISCARD}`,
    { file, expected },
  );
}
