import { dirname, resolve } from 'node:path';
import { writeDestination } from '../disk/destination.js';
import { fileSystem } from '../disk/file-system.js';
import { outputTarget } from '../disk/output-target.js';
import { STANDARD_OUTPUT } from '../disk/standard-output.js';
import { ioError, SpillwayError } from '../errors.js';
import { countLinesBefore } from './count-lines-before.js';
import { readSavedRejects, type SavedRejects, verifySavedRejects } from './saved-rejects.js';

export interface RangeRejects extends SavedRejects {
  /** Lines of the source before the range that its rejects do not count. */
  readonly linesBefore: number;
}

/**
 * The absolute path, with symbolic links resolved, at which to publish rejects. It may also be a pipe, a device or standard
 * output (`-`). Fails with `bad-option` if publishing would harm the job: over one of its sources, or in its work
 * directory.
 */
export async function rejectsTarget(path: string, work: string, sources: readonly string[]): Promise<string> {
  const target = await outputTarget(path);
  if (!target.replaceable) return path === STANDARD_OUTPUT ? path : resolve(path);
  if ((await realPath(dirname(target.path))) === (await realPath(work))) {
    refuse(target.path, 'a file in the work directory');
  }
  for (const source of sources) {
    if ((await realPath(source)) === target.path) refuse(target.path, 'the source');
  }
  return target.path;
}

/**
 * Writes the rejects of all ranges, in order, as one file, which gets its name when it is whole and durable. Fails with
 * `output-failed`, with `state-corrupt` if saved rejects are damaged, and with `aborted` once `signal` is aborted.
 */
export function publishRejects(
  path: string,
  saved: readonly RangeRejects[],
  signal?: AbortSignal | undefined,
): Promise<void> {
  return writeDestination(path, partsOf(saved), signal);
}

async function* partsOf(saved: readonly RangeRejects[]): AsyncGenerator<Uint8Array, void, void> {
  for (const { linesBefore, ...rejects } of saved) {
    if (linesBefore > 0) await verifySavedRejects(rejects);
    const parts = readSavedRejects(rejects);
    yield* linesBefore === 0 ? parts : countLinesBefore(parts, linesBefore);
  }
}

function refuse(path: string, what: string): never {
  throw new SpillwayError('bad-option', `rejects: ${path} is ${what}; name another file`, { file: path });
}

async function realPath(path: string): Promise<string> {
  try {
    return await fileSystem.realpath(path);
  } catch (error) {
    throw ioError('read', path, error);
  }
}
