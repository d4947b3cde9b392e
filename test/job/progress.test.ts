import test from 'ava';
import { type Progress, ProgressReport } from '../../lib/job/progress.js';

const START: Omit<Progress, 'seconds'> = {
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
};

test('the start, each change of phase and the end are always reported', (t) => {
  const heard: Progress[] = [];
  const report = new ProgressReport((progress) => heard.push(progress), START);
  report.add({ bytes: 20, rejects: 1 });
  report.add({ bytes: 70, runs: 1, spilledBytes: 7 });
  report.beginMerge(12);
  report.add({ bytes: 12, users: 3 });
  report.end();
  t.like(heard[0], START);
  t.like(heard.at(-1), {
    phase: 'merge',
    bytes: 12,
    totalBytes: 12,
    users: 3,
    rejects: 1,
    runs: 2,
    spilledBytes: 12,
  });
  t.true(heard.some((progress) => progress.phase === 'read' && progress.bytes === 100));
  t.true(heard.length < 8);
  t.true(heard.every(({ seconds }) => seconds >= 0));
});

test('progress works without a listener', (t) => {
  const report = new ProgressReport(undefined, START);
  report.add({ bytes: 1 });
  report.end();
  t.true(report.seconds >= 0);
});
