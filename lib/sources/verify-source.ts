import type { SpillwayError } from '../errors.js';
import { sourceChanged } from './source-changed.js';
import type { SourceFile } from './source-file.js';
import type { SourceIdentity } from './source-identity.js';

// Whether a file still is the source that an identity was taken from. All of these fail with `source-changed`, and with
// `source-unreadable` if the file cannot be read.

/** Requires the head, and of a sealed source the size, that `saved` has. Resolves to the current size in bytes. */
export async function verifyHead(file: SourceFile, saved: SourceIdentity): Promise<number> {
  const found = await file.identify(saved.headBytes);
  if (file.sealed && found.size !== saved.size) {
    throw sourceChanged(file.path, `had ${saved.size} bytes and now has ${found.size}`);
  }
  if (found.head !== saved.head) throw contentChanged(file.path, saved, found, saved.headBytes);
  return found.size;
}

/**
 * Requires that the file still begins with everything that `identifyWhole` saw. Resolves to the same identity, with the
 * current path, device and inode.
 */
export async function verifyWhole(file: SourceFile, saved: SourceIdentity): Promise<SourceIdentity> {
  await verifyHead(file, saved);
  const { path, device, inode } = await verifyTail(file, saved, saved.size, saved.tail);
  return { ...saved, path, device, inode };
}

/**
 * Requires the bytes before a position that `tail` was taken from, and that resuming there gives the same lines as
 * reading from the start: the position must not lie within a line.
 */
export async function verifyPosition(
  file: SourceFile,
  saved: SourceIdentity,
  position: number,
  tail: string,
): Promise<void> {
  const found = await verifyTail(file, saved, position, tail);
  if (!file.sealed && found.size > position && !(await file.isLineEnd(position))) {
    throw sourceChanged(
      file.path,
      `ended in the middle of a line at byte ${position}, and that line has grown since`,
    );
  }
}

/** Like verifyPosition, but the position may lie within a line. Resolves to the file's current identity. */
export async function verifyTail(
  file: SourceFile,
  saved: SourceIdentity,
  position: number,
  tail: string | null,
): Promise<SourceIdentity> {
  const found = await file.identify(position);
  if ((await file.tailBefore(position)) !== tail) throw contentChanged(file.path, saved, found, position);
  return found;
}

/**
 * Requires that everything `identifyWhole` saw when the job began is still there: the file was not truncated and
 * rewritten while it was read. It may have grown.
 */
export async function requireUnchanged(file: SourceFile, seen: SourceIdentity): Promise<void> {
  const now = await file.fingerprints(seen.headBytes, seen.size);
  if (now.size < seen.size) {
    throw sourceChanged(
      file.path,
      `had ${seen.size} bytes when the job began and now has ${now.size}: it was truncated`,
    );
  }
  if (now.head !== seen.head || now.tail !== seen.tail) {
    throw sourceChanged(
      file.path,
      'was written over while it was read, so old and new content would be mixed',
    );
  }
}

/** Requires the file that `identifyWhole` was taken from, or one with the same content. */
export async function requireSame(file: SourceFile, seen: SourceIdentity): Promise<void> {
  const { device, inode } = await file.identify(0);
  // Some file systems do not keep their numbers. Then the content decides.
  if (device !== seen.device || inode !== seen.inode) await verifyWhole(file, seen);
}

function contentChanged(
  path: string,
  saved: SourceIdentity,
  found: SourceIdentity,
  position: number,
): SpillwayError {
  const replaced = found.inode !== saved.inode || found.device !== saved.device;
  return sourceChanged(
    path,
    replaced
      ? 'is not the file that was read: it was rotated or replaced'
      : `was edited before byte ${position}, up to which it had been read`,
  );
}
