import { constants } from 'node:fs';
import { ioError } from '../errors.js';
import { fileSystem, type OpenFile } from '../storage/file-system.js';

/** Bytes read at a time: long enough that a read costs nothing beside its bytes, and few batches of parse. */
const CHUNK_BYTES = 2 ** 20;

const LINE_FEED = 0x0a;

export interface SourceBytesOptions {
  /** Offset of the first byte. Default 0. */
  readonly position?: number;
  /** Offset behind the last byte; null (default): the end of the file. */
  readonly end?: number | null;
  /** Once it is aborted, the bytes end with the line that is being read. */
  readonly stop?: AbortSignal;
}

/**
 * The bytes of a file, in chunks that are never written to again.
 *
 * Errors: `source-unreadable`.
 */
export async function* sourceBytes(
  path: string,
  { position = 0, end = null, stop }: SourceBytesOptions = {},
): AsyncGenerator<Buffer, void, void> {
  let file: OpenFile | undefined;
  try {
    file = await fileSystem.open(path, constants.O_RDONLY);
    for (let at = position; end === null || at < end; ) {
      const length = end === null ? CHUNK_BYTES : Math.min(CHUNK_BYTES, end - at);
      const buffer = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await file.read(buffer, 0, length, at);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      const lastFeed = stop?.aborted === true ? chunk.lastIndexOf(LINE_FEED) : -1;
      yield lastFeed === -1 ? chunk : chunk.subarray(0, lastFeed + 1);
      if (lastFeed !== -1) break;
      at += bytesRead;
    }
  } catch (error) {
    throw ioError('read', path, error, 'source-unreadable');
  } finally {
    await file?.close();
  }
}
