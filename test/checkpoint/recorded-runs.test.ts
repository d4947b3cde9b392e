import test from 'ava';
import { recordedRuns } from '../../lib/checkpoint/recorded-runs.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import type { Run } from '../../lib/records/run.js';

function runAt(position: number): Run {
  const about = { bytes: 1, rows: 1, records: 1, source: 0, rejectsLength: 0, temporary: false };
  return { file: `/run-${position}`, position, counters: NO_COUNTERS, ...about };
}

async function* runsAt(...positions: number[]): AsyncGenerator<Run, void, void> {
  for (const position of positions) yield runAt(position);
}

test('rejects are durable before a run is recorded, and a run is recorded before it is passed on', async (t) => {
  const steps: string[] = [];
  const rejects = {
    sync: async () => {
      steps.push('sync');
    },
  };
  const record = async ({ position }: Run) => {
    await Promise.resolve();
    steps.push(`record ${position}`);
  };
  for await (const { position } of recordedRuns(runsAt(1, 2), rejects, record))
    steps.push(`pass ${position}`);
  t.deepEqual(steps, ['sync', 'record 1', 'pass 1', 'sync', 'record 2', 'pass 2']);
});

test('a run whose rejects cannot be made durable is not recorded', async (t) => {
  const rejects = {
    sync: async () => {
      throw new Error('the disk failed');
    },
  };
  const recorded: Run[] = [];
  const recording = recordedRuns(runsAt(1), rejects, (run) => void recorded.push(run));
  await t.throwsAsync(recording.next(), { message: 'the disk failed' });
  t.deepEqual(recorded, []);
});

test('without a rejects file runs are recorded all the same', async (t) => {
  const recorded: number[] = [];
  for await (const _ of recordedRuns(
    runsAt(1, 2),
    undefined,
    ({ position }) => void recorded.push(position),
  ));
  t.deepEqual(recorded, [1, 2]);
});
