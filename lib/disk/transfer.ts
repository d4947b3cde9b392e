import type { OpenFile, ReadableFile } from './open-file.js';

// A system call may transfer fewer bytes than requested; these functions repeat it for the rest.

/** Reads `length` bytes from `position`; fewer only if the file ends first. */
export async function readAt(file: ReadableFile, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, await fillAt(file, position, bytes));
}

/** Fills `bytes` from `position`. Resolves to the number of bytes read: fewer only if the file ends first. */
export async function fillAt(file: ReadableFile, position: number, bytes: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Writes all of `bytes`. A `position` of null writes at the current position, for pipes and devices. */
export async function writeWhole(
  file: Pick<OpenFile, 'write'>,
  bytes: Uint8Array,
  position: number | null,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const at = position === null ? null : position + written;
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at);
    if (bytesWritten === 0) throw new Error(`a write of ${bytes.length - written} bytes wrote nothing`);
    written += bytesWritten;
  }
}

/**
 * Closes a file that was only read, that was synced, or that is being discarded. A failure to close it does not matter, and
 * must not hide an error that does.
 */
export async function closeQuietly(file: Pick<OpenFile, 'close'> | undefined): Promise<void> {
  await file?.close().catch(() => {});
}
