import test from 'ava';
import { formatRate, jobCharts } from '../../lib/report/job-charts.js';
import { RECORD, sample } from '../support/job-record.js';

/** The accessible names of the charts. */
function labels(text: string): string[] {
  return [...text.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label!);
}

/** The chart of that title alone. */
function chartOf(text: string, title: string): string {
  return text.split('<figure').find((figure) => figure.includes(`<h3>${title}</h3>`))!;
}

test('a job has charts of its throughput, memory and spills, each described in words', (t) => {
  t.deepEqual(labels(jobCharts(RECORD).text), [
    'Throughput. Reading: bytes of the source, 125 MiB/s on average, 125 MiB/s at most. Merging: bytes of the runs, 150 MiB/s on average, 150 MiB/s at most.',
    'Memory. Of the whole process (resident set size), at most 123 MiB. --memory limits only the rows and the merge.',
    'Spills. Runs on disk: 3, 300 MiB in total, the largest 120 MiB.',
  ]);
});

test('runs that earlier starts of the job wrote are told apart', (t) => {
  const samples = [sample('read', 0, 0, { runs: 2 }), sample('read', 1, 10, { runs: 3 })];
  const spills = labels(jobCharts({ ...RECORD, samples }).text)[2]!;
  t.true(spills.endsWith(' Earlier starts of the job wrote 2 of them.'), spills);
});

test('all charts mark where the merge begins', (t) => {
  const { text } = jobCharts(RECORD);
  t.is(text.match(/<line class="phase" x1="800"/g)?.length, 3);
  const samples = RECORD.samples.filter(({ phase }) => phase === 'read');
  t.notRegex(jobCharts({ ...RECORD, samples }).text, /class="phase"/);
});

test('many samples are drawn in at most 200 intervals, which keep every peak', (t) => {
  const peak = 900 * 2 ** 20;
  const samples = Array.from({ length: 1000 }, (_, index) =>
    sample('read', index / 10, index, { rss: index === 501 ? peak : 2 ** 20 }),
  );
  const memory = chartOf(jobCharts({ ...RECORD, samples }).text, 'Memory');
  const intervals = memory.match(/<rect class="hover"/g)!.length;
  t.true(intervals > 100 && intervals <= 200, `${intervals}`);
  t.is(memory.match(/<title>[^<]*: 900 MiB<\/title>/g)?.length, 1);
});

test('a job that took no time has charts without curves', (t) => {
  for (const samples of [[], [sample('read', 0, 5)], [sample('read', 0, 5), sample('merge', 0, 0)]]) {
    const { text } = jobCharts({ ...RECORD, samples });
    t.notRegex(text, /NaN|Infinity|undefined|<path/);
    t.regex(labels(text)[0]!, /Reading: bytes of the source, none\./);
  }
});

test('a rate is a size per second', (t) => {
  t.is(formatRate(1536.4), '1.5 KiB/s');
  t.is(formatRate(0.4), '0 B/s');
});
