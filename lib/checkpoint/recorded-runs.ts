import type { Run } from '../records/run.js';
import type { RejectsFile } from './rejects-file.js';

/**
 * The order that every checkpoint relies on: the rejects before a run's end are durable before `record` makes the run part of
 * the saved work. Yields each run when it is recorded. Fails like its parts.
 */
export async function* recordedRuns(
  runs: AsyncIterable<Run>,
  rejects: Pick<RejectsFile, 'sync'> | undefined,
  record: (run: Run) => Promise<void> | void,
): AsyncGenerator<Run, void, void> {
  for await (const run of runs) {
    await rejects?.sync();
    await record(run);
    yield run;
  }
}
