import { SpillwayError } from '../errors.js';
import { inParallel } from '../in-parallel.js';
import type { PositionUnit } from '../records/activity-batch.js';
import { fileOfSource, nameOfSource, STANDARD_INPUT } from '../sources/standard-input.js';
import { fileSystem } from './file-system.js';
import { type Manifest, reachedOf, sumOfCounters } from './manifest.js';
import { SourceFile, type SourceIdentity } from './source-file.js';

// The sources of a job, in the order in which they are read. The last one may grow while the job is on its way, unless it
// is sealed: it is read to its end, wherever that is then. Of all others, behind which there is more, what they hold when
// the job begins is read and nothing else, however often it is stopped and goes on.

export interface JobSource {
  /** A path, or `-` for standard input. */
  readonly path: string;
  /** See SourceFileOptions. */
  readonly sealed: boolean;
  /** Whether it can be read again: a regular file. */
  readonly resumable: boolean;
}

/** The sources of positions in this unit: of a file that is read as values, no position is an offset of its own. */
export function sealedFor(unit: PositionUnit, sources: readonly JobSource[]): readonly JobSource[] {
  return unit === 'values' ? sources.map((source) => ({ ...source, sealed: true })) : sources;
}

/** The index of the source that may grow; undefined if there is none. */
export function growingSource(sources: readonly Pick<JobSource, 'sealed'>[]): number | undefined {
  return sources.at(-1)?.sealed === false ? sources.length - 1 : undefined;
}

export function openJobSource({ path, sealed }: JobSource): Promise<SourceFile> {
  const name = path === STANDARD_INPUT ? nameOfSource(path) : undefined;
  return SourceFile.open(fileOfSource(path), { sealed, name });
}

async function withSource<T>(source: JobSource, use: (file: SourceFile) => Promise<T>): Promise<T> {
  const file = await openJobSource(source);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Fails with `source-unreadable` if one of them cannot be opened. */
export function identifySources(sources: readonly JobSource[]): Promise<SourceIdentity[]> {
  const growing = growingSource(sources);
  return inParallel(sources, async (source, index) => {
    if (!source.resumable) return identityOfPipe(source.path);
    return withSource(source, (file) => (index === growing ? file.identify(0) : file.identifyWhole()));
  });
}

/** It is in no manifest that is saved: a job that reads a pipe begins anew. */
function identityOfPipe(path: string): SourceIdentity {
  const nothing = { size: 0, device: '0', inode: '0', head: '', headBytes: 0, tail: null };
  return { path: nameOfSource(path), ...nothing, sealed: true };
}

/**
 * The saved manifest, if its sources still are what they were. Where the last one has grown, the last range is resumed, and
 * a last line that had no line end is read again.
 */
export async function verifySources(saved: Manifest, sources: readonly JobSource[]): Promise<Manifest> {
  const growing = growingSource(sources);
  // A job that was killed before it knew that its last line is the last one reads it again.
  let ranges = saved.ranges.map((range) => (range.complete ? range : { ...range, provisional: null }));
  const identities = await inParallel(saved.sources, (identity, index) =>
    withSource(sources[index]!, async (file) => {
      if (index !== growing) return file.verifyWhole(identity);
      const size = await file.verify(identity);
      for (const { position, tail, provisional: line } of saved.ranges) {
        if (tail !== null) await file.verifyPosition(identity, position.offset, tail);
        if (line !== null && line.tail !== null)
          await file.verifyTail(identity, line.run.position, line.tail);
      }
      const last = ranges.at(-1)!;
      const end = reachedOf(last);
      const reached = end.source === index ? end.offset : 0;
      if (size > reached) ranges = ranges.with(-1, { ...last, complete: false, provisional: null });
      const { path, device, inode } = await file.identify(0);
      return { ...identity, size, path, device, inode };
    }),
  );
  return { ...saved, sources: identities, ranges, counters: sumOfCounters(ranges) };
}

/**
 * Makes sure that a source is still the file that the job has begun with, before it is opened by its name. Fails with
 * `source-changed`, `source-unreadable`.
 */
export async function requireSameFile(source: JobSource, identity: SourceIdentity): Promise<void> {
  if (!source.resumable) return;
  const file = fileOfSource(source.path);
  const stats = await fileSystem.stat(file, { bigint: true }).catch(() => undefined);
  if (stats !== undefined && `${stats.dev} ${stats.ino}` === `${identity.device} ${identity.inode}`) return;
  // Not every file system keeps its numbers. Then the content must tell.
  await withSource(source, async (opened) => {
    if (identity.tail === null) await opened.verify(identity);
    else await opened.verifyWhole(identity);
  });
}

/** A source that has ended before what was read of it before, or what it held when the job began. */
export function cutShort(path: string, position: number, end: number): SpillwayError {
  const name = nameOfSource(path);
  return new SpillwayError(
    'source-changed',
    `${name} ended at byte ${position} while it was read, before byte ${end}: it was truncated; restore it, or discard the saved work with --fresh (fresh: true)`,
    { file: name, offset: position },
  );
}
