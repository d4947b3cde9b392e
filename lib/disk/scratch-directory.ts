import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { ioError } from '../errors.js';
import { failedWith, fileSystem } from './file-system.js';
import { scratchPrefix } from './sweep-scratch-directories.js';

/** A run, or what else may lie in a scratch directory. */
interface TemporaryFile {
  /** Absolute path. */
  readonly file: string;
  /** False if it lies elsewhere and stays. */
  readonly temporary: boolean;
}

interface ScratchDirectory {
  /** Strikes it off the list of what is removed when the process ends. */
  readonly forget: () => Promise<void>;
  /** Merges that read and write in it. */
  uses: number;
  /** Nobody has any of its runs any more. */
  abandoned: boolean;
}

/** Those that are there, by path. */
const scratchDirectories = new Map<string, ScratchDirectory>();

/** Runs may be filtered out, or only collected: then nobody will ever read them, and say so. */
const holders = new FinalizationRegistry<string>((path) => {
  const directory = scratchDirectories.get(path);
  if (directory === undefined) return;
  directory.abandoned = true;
  removeAbandoned(path, directory);
});

/** An object for as long as which the directory is kept, unless all its runs are read before. */
export function holderOf(path: string): object {
  const holder = {};
  holders.register(holder, path);
  return holder;
}

/** Keeps the scratch directories of runs while they are merged, also when nobody else has the runs; returns how that ends. */
export function useScratchDirectories(runs: readonly TemporaryFile[]): () => void {
  const paths = new Set(runs.filter((run) => run.temporary).map(({ file }) => dirname(file)));
  const used = [...paths].flatMap((path) => {
    const directory = scratchDirectories.get(path);
    return directory === undefined ? [] : ([[path, directory]] as const);
  });
  for (const [, directory] of used) directory.uses++;
  return () => {
    for (const [path, directory] of used) {
      directory.uses--;
      removeAbandoned(path, directory);
    }
  };
}

function removeAbandoned(path: string, { abandoned, uses }: ScratchDirectory): void {
  // There is no one to tell of a failure; what stays goes when the process ends.
  if (abandoned && uses === 0) removeScratchDirectory(path).catch(() => {});
}

/** Makes a directory of mode 0700 below the system's temporary directory (TMPDIR). */
export async function makeScratchDirectory(): Promise<string> {
  try {
    // Loaded where it is needed: a job with a work directory of its own starts sooner without it.
    const { dir, setGracefulCleanup } = await import('tmp-promise');
    // What is still there when the process ends is removed then; what kill -9 leaves, a later job sweeps.
    setGracefulCleanup();
    const { path, cleanup } = await dir({ prefix: await scratchPrefix(), unsafeCleanup: true });
    scratchDirectories.set(path, { forget: cleanup, uses: 0, abandoned: false });
    return path;
  } catch (error) {
    throw ioError('make a scratch directory in', tmpdir(), error);
  }
}

/** Removes a scratch directory and all that is in it. Leaves alone what is none, and may be repeated. */
export async function removeScratchDirectory(path: string): Promise<void> {
  const directory = scratchDirectories.get(path);
  if (directory === undefined) return;
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw ioError('remove', path, error);
  }
  if (scratchDirectories.delete(path)) await directory.forget().catch(() => {});
}

/**
 * For when runs will not be read: removes the scratch directories that they are in. Where a run is just being written
 * it may not succeed; who writes it then removes the directory.
 */
export async function discardTemporaryRuns(runs: readonly TemporaryFile[]): Promise<void> {
  for (const { file } of runs.filter((run) => run.temporary)) {
    await removeScratchDirectory(dirname(file)).catch(() => {});
  }
}

/** Removes the files of temporary runs, and their scratch directory with the last of them. */
export async function removeTemporaryRuns(runs: readonly TemporaryFile[]): Promise<void> {
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
