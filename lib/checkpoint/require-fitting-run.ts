import { basename } from 'node:path';
import { fileSystem } from '../disk/file-system.js';
import { RUN_FILE } from '../disk/work-directory-names.js';
import { ioError, SpillwayError } from '../errors.js';
import type { Run } from '../records/run.js';
import { comparePositions } from '../records/source-position.js';
import type { ManifestRange } from './manifest.js';
import type { SavedRejects } from './saved-rejects.js';
import { positionOfRun } from './saved-runs.js';
import type { WorkDirectory } from './work-directory.js';

/**
 * Requires a run that a resumed job can find again, and that does not overlap the runs before it. Fails with
 * `bad-pipeline`. `rejects`: the saved rejects of the range.
 */
export async function requireFittingRun(
  run: Run,
  { position, end, complete, provisional }: ManifestRange,
  work: Pick<WorkDirectory, 'path' | 'contains'>,
  rejects: SavedRejects | undefined,
): Promise<void> {
  const inside = await work.contains(run.file);
  if (complete) misfit(run, 'came after the source had been read whole');
  if (provisional !== null) misfit(run, 'came after the last line of the source, which has no line end');
  if (run.temporary || !inside || !RUN_FILE.test(basename(run.file))) {
    misfit(run, `is not in ${work.path}; give aggregate the same directory`);
  }
  const reached = positionOfRun(run);
  const unit = run.unit === 'values' ? 'value' : 'byte';
  if (comparePositions(reached, position) <= 0) {
    misfit(run, `ends at ${unit} ${run.position}, before ${unit} ${position.offset}`);
  }
  if (end !== null && comparePositions(reached, end) > 0) {
    misfit(run, `ends at ${unit} ${run.position}, after ${unit} ${end.offset}`);
  }
  const most = rejects === undefined ? 0 : await sizeOf(rejects.file);
  if (run.rejectsLength < (rejects?.length ?? 0) || run.rejectsLength > most) {
    misfit(
      run,
      `refers to rejects that are not in the checkpoint's file; pass checkpoint.rejects to validate`,
    );
  }
}

function misfit(run: Run, what: string): never {
  throw new SpillwayError('bad-pipeline', `checkpoint: the run ${run.file} ${what}`, { file: run.file });
}

async function sizeOf(path: string): Promise<number> {
  try {
    return Number((await fileSystem.lstat(path, { bigint: true })).size);
  } catch (error) {
    throw ioError('read', path, error);
  }
}
