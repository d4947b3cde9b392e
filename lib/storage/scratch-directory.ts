import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { ioError } from '../errors.js';
import type { Run } from '../records/run.js';
import { failedWith, fileSystem } from './file-system.js';

/** Scratch directories that are there: path → how to strike it off the list of what is removed when the process ends. */
const scratchDirectories = new Map<string, () => Promise<void>>();

/** Makes a directory of mode 0700 below the system's temporary directory (TMPDIR). */
export async function makeScratchDirectory(): Promise<string> {
  try {
    // Loaded where it is needed: a job with a work directory of its own starts sooner without it.
    const { dir, setGracefulCleanup } = await import('tmp-promise');
    // What is still there when the process ends is removed then; kill -9 leaves it to the system's own cleaning.
    setGracefulCleanup();
    const { path, cleanup } = await dir({ prefix: 'spillway', unsafeCleanup: true });
    scratchDirectories.set(path, cleanup);
    return path;
  } catch (error) {
    throw ioError('make a scratch directory in', tmpdir(), error);
  }
}

/** Removes a scratch directory and all that is in it. Leaves alone what is none, and may be repeated. */
export async function removeScratchDirectory(path: string): Promise<void> {
  const forget = scratchDirectories.get(path);
  if (forget === undefined) return;
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw ioError('remove', path, error);
  }
  if (scratchDirectories.delete(path)) await forget().catch(() => {});
}

/**
 * For when runs will not be read: removes the scratch directories that they are in. Where a run is just being written
 * it may not succeed; who writes it then removes the directory.
 */
export async function discardTemporaryRuns(runs: readonly Pick<Run, 'file' | 'temporary'>[]): Promise<void> {
  for (const { file } of runs.filter((run) => run.temporary)) {
    await removeScratchDirectory(dirname(file)).catch(() => {});
  }
}

/** Removes the files of temporary runs, and their scratch directory with the last of them. */
export async function removeTemporaryRuns(runs: readonly Pick<Run, 'file' | 'temporary'>[]): Promise<void> {
  const temporary = runs.filter((run) => run.temporary);
  for (const { file } of temporary) {
    await fileSystem.unlink(file).catch((error: unknown) => {
      if (!failedWith(error, 'ENOENT')) throw ioError('remove', file, error);
    });
  }
  for (const directory of new Set(temporary.map(({ file }) => dirname(file)))) {
    if (scratchDirectories.has(directory)) await removeIfEmpty(directory);
  }
}

async function removeIfEmpty(directory: string): Promise<void> {
  try {
    await fileSystem.rmdir(directory);
  } catch (error) {
    if (failedWith(error, 'ENOTEMPTY', 'EEXIST')) return;
    if (!failedWith(error, 'ENOENT')) throw ioError('remove', directory, error);
  }
  await removeScratchDirectory(directory);
}
