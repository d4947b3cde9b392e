import { realpath } from 'node:fs/promises';
import { dir } from 'tmp-promise';

/** Gives a test a folder of its own, by its real path, and removes it afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    await use(await realpath(path));
  } finally {
    await cleanup();
  }
}
