import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { dir, setGracefulCleanup } from 'tmp-promise';
import { ioError } from '../errors.js';
import type { Run } from '../records/run.js';
import { failedWith, fileSystem } from './file-system.js';

// What is still there when the process ends is removed then; only kill -9 leaves it to the system's own cleaning.
setGracefulCleanup();

export interface ScratchDirectory {
  readonly path: string;
  /** Removes the directory and all that is in it. */
  remove(): Promise<void>;
}

/** A directory of mode 0700 below the system's temporary directory (TMPDIR). */
export async function scratchDirectory(): Promise<ScratchDirectory> {
  try {
    const { path, cleanup } = await dir({ prefix: 'spillway', unsafeCleanup: true });
    return { path, remove: cleanup };
  } catch (error) {
    throw ioError('make a scratch directory in', tmpdir(), error);
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
    await fileSystem.rmdir(directory).catch((error: unknown) => {
      if (!failedWith(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw ioError('remove', directory, error);
    });
  }
}
