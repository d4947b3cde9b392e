import { failedWith, fileSystem } from '../disk/file-system.js';
import { ioError, type SpillwayError } from '../errors.js';
import type { PositionUnit } from '../records/source-position.js';
import { sourceChanged } from './source-changed.js';
import { SourceFile, type SourceFileOptions } from './source-file.js';
import type { SourceIdentity } from './source-identity.js';
import { fileOfSource, nameOfSource, STANDARD_INPUT } from './standard-input.js';
import { requireSame } from './verify-source.js';

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

/** A source as a job has opened it, for whoever reads it. Plain data: it can be sent to a worker. */
export interface SegmentSource extends JobSource {
  /** All that it held then. */
  readonly identity: SourceIdentity;
  /** Of the file, which the job holds open; undefined if it does not. */
  readonly descriptor: number | undefined;
}

/** The index of the source that may grow; undefined if there is none. */
export function growingSource(sources: readonly Pick<JobSource, 'sealed'>[]): number | undefined {
  return sources.at(-1)?.sealed === false ? sources.length - 1 : undefined;
}

export function openJobSource(source: JobSource): Promise<SourceFile> {
  return SourceFile.open(fileOfSource(source.path), optionsOf(source));
}

function optionsOf({ path, sealed }: JobSource): SourceFileOptions {
  return { sealed, name: path === STANDARD_INPUT ? nameOfSource(path) : undefined };
}

/**
 * The file that the job has opened: that very one if it holds it open, else the one that has its name, if it is the same.
 * To be closed. Fails with `source-changed`, `source-unreadable`.
 */
export async function openSameSource(source: SegmentSource): Promise<SourceFile> {
  const { path, descriptor } = source;
  const held =
    descriptor === undefined
      ? undefined
      : SourceFile.adopt(fileOfSource(path), descriptor, optionsOf(source));
  if (held !== undefined) return held;
  const file = await openJobSource(source);
  try {
    await requireSame(file, source.identity);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** It is in no manifest that is saved: a job that reads a pipe begins anew. */
export function identityOfPipe(path: string): SourceIdentity {
  const nothing = { size: 0, device: '0', inode: '0', head: '', headBytes: 0, tail: null };
  return { path: nameOfSource(path), ...nothing, sealed: true };
}

/** Whether the name of a source leads to the file that was opened, or to one that holds the same. */
export async function leadsTo(source: JobSource, seen: SourceIdentity): Promise<boolean> {
  try {
    const { dev, ino } = await fileSystem.stat(fileOfSource(source.path), { bigint: true });
    if (`${dev} ${ino}` === `${seen.device} ${seen.inode}`) return true;
    await (await openSameSource({ ...source, identity: seen, descriptor: undefined })).close();
    return true;
  } catch (error) {
    const { code, cause } = error as SpillwayError;
    if (code === 'source-changed' || failedWith(cause ?? error, 'ENOENT')) return false;
    throw ioError('read', nameOfSource(source.path), error, 'source-unreadable');
  }
}

/** A source that ended earlier than what was read of it before, or than it did when the job began. */
export function cutShort(path: string, position: number, end: number): SpillwayError {
  return sourceChanged(
    nameOfSource(path),
    `ended at byte ${position} while it was read, before byte ${end}: it was truncated`,
    position,
  );
}
