import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { failedWith, fileSystem } from './file-system.js';

// A file that is not whole yet grows beside its final name as `<final name>.<id>.partial`. The id makes the name its
// writer's own: whatever another process does, a rename of it publishes what its writer wrote or fails. (With one
// fixed name, a second job could put its own half in place between the check and the rename of the first.)

/** 64 random bits as 16 hex digits: no two writers ever draw the same. */
export function randomId(): string {
  return randomBytes(8).toString('hex');
}

export function partialPath(path: string, id: string): string {
  return `${path}.${id}.partial`;
}

/** The final name of a partial file's name, or undefined if it is none. */
export function finalName(name: string): string | undefined {
  return /^(.+)\.[0-9a-f]{16}\.partial$/s.exec(name)?.[1];
}

/**
 * Removes what killed processes left beside `path`. A live process that still writes one of these will be told so
 * when it wants to publish it. What we have no right to list or remove is not ours.
 */
export async function removePartials(path: string): Promise<void> {
  const directory = dirname(path);
  const names = (await orNotOurs(fileSystem.readdir(directory))) ?? [];
  for (const name of names.filter((it) => finalName(it) === basename(path))) {
    await orNotOurs(fileSystem.unlink(join(directory, name)));
  }
}

async function orNotOurs<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (!failedWith(error, 'EACCES', 'EPERM', 'EISDIR', 'ENOENT')) throw error;
    return undefined;
  }
}
