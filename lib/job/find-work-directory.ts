import { STANDARD_OUTPUT } from '../storage/destination.js';
import { outputTarget } from '../storage/output-target.js';
import { makeScratchDirectory } from '../storage/scratch-directory.js';
import { sweepScratchDirectories } from '../storage/sweep-scratch-directories.js';

/** Where a job works. */
export interface WorkPlace {
  readonly directory: string;
  /** Whether nothing in it is kept for another start. */
  readonly scratch: boolean;
}

/**
 * The directory that was named; else one beside the file that is replaced. Beside a pipe or device there is no place for
 * one: then it is a scratch directory. Fails with `output-failed` if the output cannot be written.
 */
export async function findWorkDirectory(output: string, named: string | undefined): Promise<WorkPlace> {
  // Beside the job: it need not wait for what others have left.
  void sweepScratchDirectories();
  const directory = await keptWorkDirectory(output, named);
  if (directory !== undefined) return { directory, scratch: false };
  return { directory: await makeScratchDirectory(), scratch: true };
}

/** The one that is kept for another start; undefined if there is no place for one. Makes nothing. */
export async function keptWorkDirectory(
  output: string,
  named: string | undefined,
): Promise<string | undefined> {
  const target = output === STANDARD_OUTPUT ? undefined : await outputTarget(output);
  if (named !== undefined) return named;
  return target?.replaceable === true ? `${target.path}.spillway` : undefined;
}
