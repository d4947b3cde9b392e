import test from 'ava';
import { phaseSpan, throughput } from '../../lib/report/throughput.js';
import { sample } from '../support/job-record.js';

test('each phase has its own rate, counted from this start of the job', (t) => {
  const samples = [
    sample('read', 0, 500),
    sample('read', 1, 500),
    sample('read', 2, 900),
    sample('merge', 2, 0),
    sample('merge', 4, 80),
  ];
  t.deepEqual(phaseSpan(samples, 'read'), { from: 0, to: 2, bytes: 400 });
  t.deepEqual(phaseSpan(samples, 'merge'), { from: 2, to: 4, bytes: 80 });
  const read = throughput(samples, 'read');
  t.is(read[0]?.from, 0);
  t.is(read.at(-1)?.to, 2);
  for (const [index, { from, to, rate }] of read.entries()) {
    t.is(from, read[index - 1]?.to ?? 0);
    t.true(Math.abs(rate - (from >= 1 ? 400 : 0)) < 1e-6, `${from} to ${to}: ${rate}`);
  }
  for (const { rate } of throughput(samples, 'merge')) t.true(Math.abs(rate - 40) < 1e-6, `${rate}`);
});

test('a day has as many intervals as a minute, and no interval is empty', (t) => {
  for (const seconds of [60, 86_400]) {
    const samples = Array.from({ length: 1001 }, (_, index) =>
      sample('read', (seconds * index) / 1000, index),
    );
    const rates = throughput(samples, 'read');
    t.is(rates.length, 100);
    const bytes = rates.reduce((sum, { from, to, rate }) => sum + (to - from) * rate, 0);
    t.true(Math.abs(bytes - 1000) < 1e-6, `${bytes}`);
  }
  t.deepEqual(throughput([sample('read', 1, 5), sample('merge', 1, 0)], 'read'), []);
  t.deepEqual(throughput([sample('read', 1, 5)], 'merge'), []);
  t.is(phaseSpan([], 'read'), undefined);
});
