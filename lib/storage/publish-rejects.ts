import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { ioError, SpillwayError } from '../errors.js';
import { DurableWriter } from './durable-writer.js';
import { failedWith, fileSystem, type OpenFile } from './file-system.js';
import { outputTarget } from './output-target.js';
import { removePartials } from './partial-file.js';
import { type SavedRejects, tooShort } from './rejects-file.js';
import { closeQuietly, readAt } from './transfer.js';

/** Bytes that are copied at a time. */
const COPY_BYTES = 2 ** 20;

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

/** Writes the rejects of all ranges, in their order, as one file, which appears when it is whole and durable. */
export async function publishRejects(path: string, saved: readonly SavedRejects[]): Promise<void> {
  const target = await outputTarget(path);
  await removePartials(target.path).catch((error: unknown) => {
    throw ioError('write', path, error, 'output-failed');
  });
  const { permissions } = target;
  const writer = await DurableWriter.open(target.path, { permissions, code: 'output-failed' });
  try {
    for (const rejects of saved) if (rejects.length > 0) await copy(rejects, writer);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function copy({ file: path, length }: SavedRejects, writer: DurableWriter): Promise<void> {
  let file: OpenFile | undefined;
  try {
    file = await fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    for (let position = 0; position < length; ) {
      const bytes = await readAt(file, position, Math.min(COPY_BYTES, length - position));
      if (bytes.length === 0) throw tooShort(path, length, position);
      await writer.write(bytes);
      position += bytes.length;
    }
  } catch (error) {
    if (failedWith(error, 'ENOENT')) throw tooShort(path, length);
    throw ioError('read', path, error);
  } finally {
    await closeQuietly(file);
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
