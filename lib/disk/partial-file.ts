import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { failedWith, fileSystem } from './file-system.js';

// An unfinished file is written beside its final name as `<final name>.<id>.partial`, a partial file. Because of the id no
// other writer uses the name: whatever another process does, the rename publishes what this writer wrote, or fails. (With
// a fixed name, a second job could put its own half in place between the first one's check and rename.)

/** 64 random bits as 16 hex digits, so that no two writers get the same id. */
export function randomId(): string {
  return randomBytes(8).toString('hex');
}

export function partialPath(path: string, id: string): string {
  return `${path}.${id}.partial`;
}

/** The final name that belongs to a partial file's name; undefined for any other name. */
export function finalName(name: string): string | undefined {
  return /^(.+)\.[0-9a-f]{16}\.partial$/s.exec(name)?.[1];
}

/**
 * Removes the partial files that killed processes left beside `path`. A live process that still writes one of them gets an
 * error when it publishes it. Files that we may not list or remove are not ours, and stay.
 */
export async function removePartials(path: string): Promise<void> {
  const directory = dirname(path);
  const names = (await unlessNotOurs(fileSystem.readdir(directory))) ?? [];
  for (const name of names.filter((it) => finalName(it) === basename(path))) {
    await unlessNotOurs(fileSystem.unlink(join(directory, name)));
  }
}

async function unlessNotOurs<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (!failedWith(error, 'EACCES', 'EPERM', 'EISDIR', 'ENOENT')) throw error;
    return undefined;
  }
}
