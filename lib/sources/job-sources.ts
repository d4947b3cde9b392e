import { failedWith, fileSystem } from '../disk/file-system.js';
import { ioError, type SpillwayError } from '../errors.js';
import type { PositionUnit } from '../records/source-position.js';
import { sourceChanged } from './source-changed.js';
import { SourceFile, type SourceFileOptions } from './source-file.js';
import type { SourceIdentity } from './source-identity.js';
import { fileOfSource, nameOfSource, STANDARD_INPUT } from './standard-input.js';
import { requireSame } from './verify-source.js';

// The sources of a job, in the order in which they are read. Unless it is sealed, the last one may grow while the job runs,
// and is read to its end at that time. Of all others the job reads exactly what they held when it started, even if it is
// stopped and resumed.

export interface JobSource {
  /** A path, or `-` for standard input. */
  readonly path: string;
  /** See SourceFileOptions. */
  readonly sealed: boolean;
  /** Whether it can be read again: a regular file. */
  readonly resumable: boolean;
}

/** The sources for positions in this unit. Sources that are read as values are sealed: positions are not offsets in them. */
export function sealedFor(unit: PositionUnit, sources: readonly JobSource[]): readonly JobSource[] {
  return unit === 'values' ? sources.map((source) => ({ ...source, sealed: true })) : sources;
}

/** A source as a job has opened it. Plain data, which can be sent to a worker. */
export interface SegmentSource extends JobSource {
  /** The identity of its whole content at that time. */
  readonly identity: SourceIdentity;
  /** The descriptor of its file; undefined if the job does not hold it open. */
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
 * The file that the job has opened: by its descriptor if the job holds it open, otherwise by its name if that still leads
 * to the same content. The caller closes it. Fails with `source-changed`, `source-unreadable`.
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

/** The identity of a pipe. It is never saved, because a job that reads a pipe cannot be resumed. */
export function identityOfPipe(path: string): SourceIdentity {
  const nothing = { size: 0, device: '0', inode: '0', head: '', headBytes: 0, tail: null };
  return { path: nameOfSource(path), ...nothing, sealed: true };
}

/** Whether the name of a source leads to the file that was opened, or to one with the same content. */
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
