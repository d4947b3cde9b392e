import test from 'ava';
import { BASE_LEVEL, type LevelledRun, planCompaction } from '../../lib/compaction/plan-compaction.js';

interface Simulated extends LevelledRun {
  /** Of the rows that were rewritten most often. */
  readonly rewrites: number;
}

/** Runs after a number of updates, each row of which counts; and the most bytes that the disk held. */
function simulate(base: number, update: number, updates: number): { runs: Simulated[]; disk: number } {
  let runs: Simulated[] = [{ bytes: base, level: 0, rewrites: 0 }];
  let disk = 0;
  for (let day = 0; day <= updates; day++) {
    if (day > 0) runs.push({ bytes: update, level: 0, rewrites: 0 });
    for (let plan = planCompaction(runs); plan !== undefined; plan = planCompaction(runs)) {
      const { from, before, level } = plan;
      const joined = runs.slice(from, before);
      const bytes = joined.reduce((sum, run) => sum + run.bytes, 0);
      disk = Math.max(disk, bytes + runs.reduce((sum, run) => sum + run.bytes, 0));
      const rewrites = 1 + Math.max(...joined.map((run) => run.rewrites));
      runs = runs.toSpliced(from, before - from, { bytes, level, rewrites });
    }
  }
  return { runs, disk };
}

test('over 60 updates of 1 % after 40 % each row is rewritten at most 6 times, and the disk holds at most 2.2 times the rows', (t) => {
  const { runs, disk } = simulate(4000, 100, 60);
  t.true(Math.max(...runs.map(({ rewrites }) => rewrites)) <= 6);
  t.true(disk <= 2.2 * 10_000);
});

test('the number of runs is logarithmic in the updates', (t) => {
  const { runs } = simulate(1_000_000, 1, 5000);
  t.true(runs.length < 1 + 8 * 5);
  t.is(runs[0]!.level, BASE_LEVEL);
});

test('nothing is joined where there is nothing to gain', (t) => {
  t.is(planCompaction([]), undefined);
  t.is(planCompaction([{ bytes: 100, level: BASE_LEVEL }]), undefined);
  t.is(
    planCompaction([
      { bytes: 100, level: BASE_LEVEL },
      { bytes: 19, level: 0 },
    ]),
    undefined,
  );
});
