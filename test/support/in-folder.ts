import { dir } from 'tmp-promise';

/** Runs `operation` with a folder that is gone afterwards. */
export async function inFolder<T>(operation: (folder: string) => Promise<T>): Promise<T> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    return await operation(path);
  } finally {
    await cleanup();
  }
}
