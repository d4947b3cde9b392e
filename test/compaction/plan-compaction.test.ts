import test from 'ava';
import { BASE_LEVEL, type LevelledRun, planCompaction } from '../../lib/compaction/plan-compaction.js';

interface Simulated extends LevelledRun {
  /** Of the rows that were rewritten most often. */
  readonly rewrites: number;
}

/** Runs after a number of updates, of which a share counts; and the most that the disk held, as a multiple of what was left. */
function simulate(
  base: number,
  update: number,
  updates: number,
  share = 1,
): { runs: Simulated[]; disk: number } {
  let runs: Simulated[] = [{ bytes: base, level: 0, rewrites: 0 }];
  let disk = 0;
  for (let day = 0; day <= updates; day++) {
    if (day > 0) runs.push({ bytes: update, level: 0, rewrites: 0 });
    for (let plan = planCompaction(runs); plan !== undefined; plan = planCompaction(runs)) {
      const { from, before, level } = plan;
      const joined = runs.slice(from, before);
      const [oldest, ...others] = joined;
      const bytes = oldest!.bytes + others.reduce((sum, run) => sum + run.bytes * share, 0);
      if (from === 0) disk = Math.max(disk, 1 + runs.reduce((sum, run) => sum + run.bytes, 0) / bytes);
      const rewrites = 1 + Math.max(...joined.map((run) => run.rewrites));
      runs = runs.toSpliced(from, before - from, { bytes, level, rewrites });
    }
  }
  return { runs, disk };
}

for (const share of [1, 0.7, 0.5]) {
  test(`over 60 updates of 1 % after 40 % each row is rewritten at most 6 times, in at most 2.2 times the disk, if ${share} of them counts`, (t) => {
    // What does not count is written before it is joined, so that an update is larger by it.
    const { runs, disk } = simulate(4000, 100 / share ** 0.5, 60, share);
    t.true(Math.max(...runs.map(({ rewrites }) => rewrites)) <= 6);
    t.true(disk <= 2.2);
  });
}

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
      { bytes: 24, level: 0 },
    ]),
    undefined,
  );
});
