import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { ioError } from '../errors.js';
import { failedWith, fileSystem } from './file-system.js';
import { scratchPrefix } from './sweep-scratch-directories.js';

/** A run, or another file in a scratch directory. */
interface TemporaryFile {
  /** Absolute path. */
  readonly file: string;
  /** False for a file that lies elsewhere and stays. */
  readonly temporary: boolean;
}

interface ScratchDirectory {
  /** Takes it off the list of directories to remove when the process ends. */
  readonly forget: () => Promise<void>;
  /** The number of merges that read and write in it. */
  uses: number;
  /** Whether none of its runs is referenced any more. */
  abandoned: boolean;
}

/** The scratch directories that exist, by path. */
const scratchDirectories = new Map<string, ScratchDirectory>();

/** A pipeline may filter runs out, or only collect them. Then they are never read, and only their garbage collection shows it. */
const holders = new FinalizationRegistry<string>((path) => {
  const directory = scratchDirectories.get(path);
  if (directory === undefined) return;
  directory.abandoned = true;
  removeAbandoned(path, directory);
});

/** An object that keeps the directory while it is referenced, unless all runs in it are read before. */
export function holderOf(path: string): object {
  const holder = {};
  holders.register(holder, path);
  return holder;
}

/** Keeps the scratch directories of runs during a merge, even if nothing references the runs; call the result when it ends. */
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
  // A failure cannot be reported here; the directory is then removed when the process ends.
  if (abandoned && uses === 0) removeScratchDirectory(path).catch(() => {});
}

/** Makes a directory of mode 0700 below the system's temporary directory (TMPDIR). */
export async function makeScratchDirectory(): Promise<string> {
  try {
    // Loaded only when needed: a job with a work directory starts sooner without it.
    const { dir, setGracefulCleanup } = await import('tmp-promise');
    // Directories that are left are removed when the process ends. After kill -9, a later job sweeps them.
    setGracefulCleanup();
    const { path, cleanup } = await dir({ prefix: await scratchPrefix(), unsafeCleanup: true });
    scratchDirectories.set(path, { forget: cleanup, uses: 0, abandoned: false });
    return path;
  } catch (error) {
    throw ioError('make a scratch directory in', tmpdir(), error);
  }
}

/** Removes a scratch directory and everything in it. Does nothing for other directories, and may be repeated. */
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
 * Removes the scratch directories of runs that will not be read. This may fail while another run is written there; the
 * writer then removes the directory.
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
