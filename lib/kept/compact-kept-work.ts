import { basename, join } from 'node:path';
import type { JobState } from '../checkpoint/job-state.js';
import type { KeptRun } from '../checkpoint/manifest.js';
import { addCounters, NO_COUNTERS } from '../records/counters.js';
import { compactRuns } from './compact-runs.js';
import { planCompaction } from './plan-compaction.js';

/**
 * Joins runs of kept work until they are few. Each step is one manifest: killed at any moment, the runs are there as they
 * were before it or after it.
 */
export async function compactKeptWork(state: JobState, memory: number): Promise<void> {
  for (;;) {
    const { runs } = state.manifest.kept!;
    const plan = planCompaction(runs);
    if (plan === undefined) return;
    const { from, before, level } = plan;
    const joined = runs.slice(from, before);
    const last = joined.at(-1)!;
    const written = await compactRuns(
      joined.map(({ file }) => join(state.directory, file)),
      {
        directory: state.directory,
        memory,
        all: from === 0 && before === runs.length,
        position: last.position,
      },
    );
    const run: KeptRun = {
      ...last,
      ...written,
      file: basename(written.file),
      counters: joined.reduce((sum, { counters }) => addCounters(sum, counters), NO_COUNTERS),
      level,
    };
    await state.replaceKept(runs.toSpliced(from, before - from, run));
  }
}
