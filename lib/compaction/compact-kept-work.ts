import { basename, join } from 'node:path';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import { compactRuns } from './compact-runs.js';
import { type LevelledRun, planCompaction } from './plan-compaction.js';

interface KeptRun extends LevelledRun {
  readonly file: string;
  readonly position: number;
  readonly counters: Counters;
}

/** The runs of kept work, as they are saved. */
export interface SavedRuns<Run extends KeptRun> {
  readonly directory: string;
  /** In source order. */
  readonly keptRuns: readonly Run[];
  /** Records other runs, which hold the same, in one step. */
  replaceKept(runs: readonly Run[]): Promise<void>;
}

/**
 * Joins runs of kept work until they are few. Each step is one manifest: killed at any moment, the runs are there as they
 * were before it or after it.
 */
export async function compactKeptWork<Run extends KeptRun>(
  saved: SavedRuns<Run>,
  memory: number,
): Promise<void> {
  for (;;) {
    const runs = saved.keptRuns;
    const plan = planCompaction(runs);
    if (plan === undefined) return;
    const { from, before, level } = plan;
    const joined = runs.slice(from, before);
    const last = joined.at(-1)!;
    const written = await compactRuns(
      joined.map(({ file }) => join(saved.directory, file)),
      {
        directory: saved.directory,
        memory,
        all: from === 0 && before === runs.length,
        position: last.position,
      },
    );
    const run = {
      ...last,
      ...written,
      file: basename(written.file),
      counters: joined.reduce((sum, { counters }) => addCounters(sum, counters), NO_COUNTERS),
      level,
    };
    await saved.replaceKept(runs.toSpliced(from, before - from, run));
  }
}
