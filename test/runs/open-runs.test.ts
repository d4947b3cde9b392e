import test from 'ava';
import { type ClosableRun, OpenRuns } from '../../lib/runs/open-runs.js';

function someRuns(count: number): { closed: number[]; runs: (ClosableRun & { isRead: boolean })[] } {
  const closed: number[] = [];
  const runs = Array.from({ length: count }, (_, index) => ({
    isRead: false,
    close: async () => {
      closed.push(index);
    },
  }));
  return { closed, runs };
}

test('the run that has not been read for the longest time is closed when there are too many', async (t) => {
  const { closed, runs } = someRuns(4);
  const open = new OpenRuns(2);
  for (const index of [0, 1, 0, 2, 3]) await open.use(runs[index]!);
  t.deepEqual(closed, [1, 0]);
});

test('a run that is being read is not closed, and the next oldest is closed instead', async (t) => {
  const { closed, runs } = someRuns(3);
  const open = new OpenRuns(2);
  await open.use(runs[0]!);
  runs[0]!.isRead = true;
  await open.use(runs[1]!);
  await open.use(runs[2]!);
  t.deepEqual(closed, [1]);
});

test('a run that closed its file itself makes room for another', async (t) => {
  const { closed, runs } = someRuns(3);
  const open = new OpenRuns(2);
  await open.use(runs[0]!);
  await open.use(runs[1]!);
  open.delete(runs[0]!);
  await open.use(runs[2]!);
  t.deepEqual(closed, []);
});
