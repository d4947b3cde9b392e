import type { OutputTarget } from '../disk/output-target.js';
import { makeScratchDirectory } from '../disk/scratch-directory.js';
import { sweepScratchDirectories } from '../disk/sweep-scratch-directories.js';

/** Where a job works. */
export interface WorkPlace {
  readonly directory: string;
  /** Whether nothing in it is kept for another start. */
  readonly scratch: boolean;
}

/** The directory that is kept for another start; where there is no place for one, a new scratch directory. */
export async function findWorkDirectory(kept: string | undefined): Promise<WorkPlace> {
  // Beside the job: it need not wait for what others have left.
  void sweepScratchDirectories();
  if (kept !== undefined) return { directory: kept, scratch: false };
  return { directory: await makeScratchDirectory(), scratch: true };
}

/**
 * The directory that was named; else one beside the file that is replaced. Beside a pipe or device there is no place for
 * one. Makes nothing.
 */
export function keptWorkDirectory(output: OutputTarget, named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  return output.replaceable ? `${output.path}.spillway` : undefined;
}
