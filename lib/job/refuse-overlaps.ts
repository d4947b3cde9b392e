import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import { STANDARD_OUTPUT } from '../disk/standard-output.js';
import { SpillwayError } from '../errors.js';
import { fileOfSource } from '../sources/standard-input.js';

/** Files of the caller that the job must keep apart from its own. */
export interface FilesBeside {
  /** Where the caller writes the figures of the job afterwards. */
  readonly stats?: string | undefined;
  /** What the caller compares the output with. */
  readonly reference?: string | undefined;
}

/** The files of a job, by the names that messages use. */
export interface JobFiles extends FilesBeside {
  /** Paths; `-` for standard input. */
  readonly sources: readonly string[];
  readonly output?: string | undefined;
  /** Where the changed summaries go. */
  readonly changes?: string | undefined;
  readonly rejects?: string | undefined;
  /** Where the report goes. */
  readonly report?: string | undefined;
  /** The work directory, if there is one. */
  readonly directory?: string | undefined;
}

/**
 * Refuses a job that would overwrite a file that it reads, or another file of its own, or write into the work directory,
 * which is removed in the end. Fails with `bad-option`.
 */
export async function refuseOverlaps(files: JobFiles): Promise<void> {
  const { sources, reference, output, changes, rejects, report, stats, directory } = files;
  const work = directory === undefined ? undefined : await realTarget(directory);
  const named = sources.length === 1 ? 'the source' : 'a source';
  const targets = await inParallel(sources, (source) => realTarget(fileOfSource(source)));
  const taken = new Map(targets.map((target) => [target, named]));
  if (reference !== undefined) taken.set(await realTarget(reference), 'the reference');
  for (const [name, path] of Object.entries({ output, changes, rejects, report, stats })) {
    if (path === undefined || path === STANDARD_OUTPUT) continue;
    const target = await realTarget(path);
    const owner = dirname(target) === work ? 'in the work directory' : taken.get(target);
    if (owner !== undefined) {
      throw new SpillwayError('bad-option', `${name}: ${path} is ${owner}; name another file`, {
        file: path,
      });
    }
    taken.set(target, `the ${name} file`);
  }
}

/** The path with all symbolic links resolved, also for a file that does not exist yet. */
export async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const directory = await realpath(dirname(path)).catch(() => dirname(path));
    return join(directory, basename(path));
  }
}
