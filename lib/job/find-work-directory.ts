import type { OutputTarget } from '../disk/output-target.js';
import { makeScratchDirectory } from '../disk/scratch-directory.js';
import { sweepScratchDirectories } from '../disk/sweep-scratch-directories.js';

/** Where a job works. */
export interface WorkPlace {
  readonly directory: string;
  /** Whether it is removed when the job ends, so that no later start can resume from it. */
  readonly scratch: boolean;
}

/** The work directory that a later start can resume from; if there is no place for one, a new scratch directory. */
export async function findWorkDirectory(kept: string | undefined): Promise<WorkPlace> {
  // In the background: the job need not wait for what other jobs have left behind.
  void sweepScratchDirectories();
  if (kept !== undefined) return { directory: kept, scratch: false };
  return { directory: await makeScratchDirectory(), scratch: true };
}

/**
 * The directory that was named, or else one beside the output file. Undefined for a pipe or device, which has no place
 * beside it. Creates nothing.
 */
export function keptWorkDirectory(
  output: OutputTarget | undefined,
  named: string | undefined,
): string | undefined {
  if (named !== undefined) return named;
  return output?.replaceable === true ? `${output.path}.spillway` : undefined;
}
