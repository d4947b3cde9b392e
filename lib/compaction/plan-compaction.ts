/** Adjacent runs that are to be joined. */
export interface PlannedCompaction {
  /** Index of the first one, and of the first one after them. */
  readonly from: number;
  readonly before: number;
  readonly level: number;
}

/** What the planning needs of a run. */
export interface LevelledRun {
  readonly bytes: number;
  /** 0: as it was read; BASE_LEVEL: all that came before it. */
  readonly level: number;
}

export const BASE_LEVEL = 255;
/**
 * The runs after the base are joined with it when they have this share of its bytes. A smaller one would write rows again more
 * often; a larger one would need more disk while they are joined: twice what is left, and as much of it as others supersede.
 */
const SHARE_OF_BASE = 1 / 4;
/** This many runs of one level are joined to one of the next, so their number is logarithmic. */
const RUNS_OF_LEVEL = 8;

/** What to join next; undefined if nothing. */
export function planCompaction(runs: readonly LevelledRun[]): PlannedCompaction | undefined {
  const [base, ...others] = runs;
  if (base === undefined) return undefined;
  const bytes = others.reduce((sum, run) => sum + run.bytes, 0);
  const all = { from: 0, before: runs.length, level: BASE_LEVEL };
  if (base.level !== BASE_LEVEL || (others.length > 0 && bytes >= base.bytes * SHARE_OF_BASE)) return all;
  const last = others.slice(-RUNS_OF_LEVEL);
  const { level } = last[0] ?? base;
  if (last.length < RUNS_OF_LEVEL || last.some((run) => run.level !== level)) return undefined;
  return { from: runs.length - RUNS_OF_LEVEL, before: runs.length, level: level + 1 };
}
