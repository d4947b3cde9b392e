import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ProgressReport } from '../../lib/job/progress.js';
import { JobTimeline } from '../../lib/report/job-timeline.js';

const START = {
  phase: 'read',
  bytes: 10,
  totalBytes: 100,
  resumable: true,
  resumedFrom: 10,
  rejects: 0,
  ignored: 0,
  users: 0,
  runs: 1,
  spilledBytes: 5,
} as const;

test('a timeline keeps the first and last moment of each phase, and a few between, however long they take', async (t) => {
  const progress = new ProgressReport(undefined, START);
  const timeline = new JobTimeline(progress, 6);
  // With so few samples the interval doubles again and again; this loop lasts long enough for at least two doublings.
  for (let added = 0; added < 90 && progress.seconds < 10; added += 1) {
    progress.add({ bytes: 1 });
    if (progress.seconds < 0.6) await sleep(10);
  }
  progress.add({ bytes: 100 - progress.current.bytes });
  progress.beginMerge(50);
  progress.add({ bytes: 50, users: 3 });
  timeline.end();
  const { samples } = timeline;
  t.like(samples[0], START);
  t.true(samples.length < 12, `${samples.length}`);
  const read = samples.filter(({ phase }) => phase === 'read');
  const merge = samples.filter(({ phase }) => phase === 'merge');
  t.is(read.at(-1)?.bytes, 100);
  t.like(merge[0], { bytes: 0, totalBytes: 50 });
  t.like(merge.at(-1), { bytes: 50, users: 3 });
  t.true(read.length > 2);
  t.true(
    samples.every(({ seconds, rss }, index) => rss > 0 && seconds >= (samples[index - 1]?.seconds ?? 0)),
  );
  await sleep(60);
  t.is(timeline.samples.length, samples.length);
});
