import { dirname } from 'node:path';
import type { Stop } from '../async/stop-flag.js';
import { ioError, SpillwayError } from '../errors.js';
import { DurableWriter } from './durable-writer.js';
import { fileSystem } from './file-system.js';
import { outputTarget } from './output-target.js';
import { removePartials } from './partial-file.js';
import { readSavedRejects, type SavedRejects } from './saved-rejects.js';

/**
 * The path, absolute and through all symbolic links, that rejects can be published at. Fails with `bad-option` where
 * they could not replace what is there as a whole (a pipe, a device), and where they would destroy the job itself: over
 * one of its sources, or in its work directory.
 */
export async function rejectsTarget(path: string, work: string, sources: readonly string[]): Promise<string> {
  const target = await outputTarget(path);
  if (!target.replaceable) refuse(path, 'not a regular file, which could not be replaced as a whole');
  if ((await realPath(dirname(target.path))) === (await realPath(work))) {
    refuse(target.path, 'a file in the work directory');
  }
  for (const source of sources) {
    if ((await realPath(source)) === target.path) refuse(target.path, 'the source');
  }
  return target.path;
}

/**
 * Writes the rejects of all ranges, in their order, as one file, which appears when it is whole and durable. Fails with
 * `output-failed`, and with `aborted` when `stop` is.
 */
export async function publishRejects(
  path: string,
  saved: readonly SavedRejects[],
  stop?: Stop | undefined,
): Promise<void> {
  const target = await outputTarget(path);
  await removePartials(target.path).catch((error: unknown) => {
    throw ioError('write', path, error, 'output-failed');
  });
  const { permissions } = target;
  const writer = await DurableWriter.open(target.path, { permissions, code: 'output-failed' });
  try {
    for (const rejects of saved) {
      for await (const part of readSavedRejects(rejects)) {
        if (stop?.aborted === true) throw new SpillwayError('aborted', 'stopped while rejects were written');
        await writer.write(part);
      }
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
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
