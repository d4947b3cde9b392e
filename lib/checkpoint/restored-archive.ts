import { comparePositions } from '../records/source-position.js';
import type { SourceFile } from '../sources/source-file.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { verifyWhole } from '../sources/verify-source.js';
import type { ManifestRange } from './manifest.js';
import { positionOfRun } from './saved-runs.js';

/** What is left of the saved work of a range, and the identity of its source as it is now. */
interface Restored {
  readonly identity: SourceIdentity;
  readonly range: ManifestRange;
}

/**
 * A sealed source that may have been restored from where it came, because its archive was damaged or cut off. If nothing of it
 * was read, any file may be in its place. If a part was read, that part counts if the file still begins with everything
 * that it held before; otherwise the source is read again from its beginning. Whatever was read whole must not have changed.
 *
 * `range` is the one that the source lies in: sealed sources are never cut. Fails as verifyWhole does.
 */
export async function restoredArchive(
  file: SourceFile,
  saved: SourceIdentity,
  index: number,
  range: ManifestRange,
): Promise<Restored> {
  const beginning = { source: index, offset: 0 };
  const unread = comparePositions(range.position, beginning) <= 0 && !range.complete;
  if (unread) return { identity: await file.identifyWhole(), range };
  const readInPart = range.position.source === index && !range.complete;
  if (!readInPart) return { identity: await verifyWhole(file, saved), range };
  const now = await file.identifyWhole();
  if (await beginsWith(file, now, saved)) return { identity: now, range };
  const runs = range.runs.filter((run) => comparePositions(positionOfRun(run), beginning) <= 0);
  const last = runs.at(-1);
  const position = last === undefined ? range.start : positionOfRun(last);
  return { identity: now, range: { ...range, position, tail: null, runs, provisional: null } };
}

async function beginsWith(file: SourceFile, now: SourceIdentity, saved: SourceIdentity): Promise<boolean> {
  if (now.size < saved.size) return false;
  const { head, tail } = await file.fingerprints(saved.headBytes, saved.size);
  return head === saved.head && tail === saved.tail;
}
