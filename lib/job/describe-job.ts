import { stat } from 'node:fs/promises';
import {
  describeWorkDirectory,
  type WorkDirectoryDescription,
} from '../checkpoint/describe-work-directory.js';
import { failedWith } from '../disk/file-system.js';
import { outputTarget } from '../disk/output-target.js';
import { keptWorkDirectory } from './find-work-directory.js';

/** An output beside which there is no work directory: no job that writes it is under way. */
export interface WrittenOutput {
  readonly output: string;
  readonly bytes: number;
  /** When it was written, in ISO 8601. */
  readonly written: string;
}

/**
 * Describes a job by its work directory, or by its output, beside which the work directory usually is. Errors: as of
 * `describeWorkDirectory`.
 */
export async function describeJob(path: string): Promise<WorkDirectoryDescription | WrittenOutput> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory() === true) return describeWorkDirectory(path);
  const beside = await besideOutput(path);
  if (beside !== undefined) return beside;
  if (stats?.isFile() !== true) return describeWorkDirectory(path);
  return { output: path, bytes: stats.size, written: stats.mtime.toISOString() };
}

async function besideOutput(output: string): Promise<WorkDirectoryDescription | undefined> {
  try {
    const directory = keptWorkDirectory(await outputTarget(output), undefined);
    return directory === undefined ? undefined : await describeWorkDirectory(directory);
  } catch (error) {
    if (failedWith((error as Error).cause, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
