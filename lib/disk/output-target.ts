import { basename, dirname, join } from 'node:path';
import { ioError, SpillwayError } from '../errors.js';
import { failedWith, fileSystem } from './file-system.js';
import { STANDARD_OUTPUT } from './standard-output.js';

/** Where an output that the user asked for goes. */
export interface OutputTarget {
  /** Absolute, with symbolic links resolved: a link stays, and its target is replaced. As given if not replaceable. */
  readonly path: string;
  /** False for a pipe, a terminal or a device, which can only be written to. */
  readonly replaceable: boolean;
  /** Those of the existing file; otherwise by the umask, since this is the user's file and not our state. */
  readonly permissions: number | 'umask';
}

/** Fails with `output-failed`. */
export async function outputTarget(path: string): Promise<OutputTarget> {
  if (path === STANDARD_OUTPUT) return { path, replaceable: false, permissions: 0o200 };
  try {
    const stats = await fileSystem.stat(path, { bigint: true });
    if (stats.isDirectory()) throw failure(path, 'it is a directory');
    const permissions = Number(stats.mode & 0o777n);
    // If /dev/stdout is a pipe, what it links to has no path of its own.
    if (!stats.isFile()) {
      if (stats.isSocket()) throw failure(path, 'it is a socket');
      return { path, replaceable: false, permissions };
    }
    return { path: await fileSystem.realpath(path), replaceable: true, permissions };
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw ioError('write', path, error, 'output-failed');
  }
  try {
    const directory = await fileSystem.realpath(dirname(path));
    const target = {
      path: join(directory, basename(path)),
      replaceable: true,
      permissions: 'umask',
    } as const;
    await refuseDanglingLink(target.path, path);
    return target;
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw ioError('write', path, error, 'output-failed');
    const directory = dirname(path);
    throw failure(path, `there is no directory ${directory}; create it, or name another place`, error);
  }
}

async function refuseDanglingLink(path: string, given: string): Promise<void> {
  try {
    await fileSystem.lstat(path, { bigint: true });
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return;
    throw error;
  }
  throw failure(given, 'it is a symbolic link to nothing');
}

function failure(path: string, reason: string, cause?: unknown): SpillwayError {
  return new SpillwayError('output-failed', `cannot write ${path}: ${reason}`, { file: path, cause });
}
