import { formatSize } from '../options.js';
import { chart, type Interval } from './chart.js';
import { type Html, html } from './html.js';
import type { JobRecord } from './job-record.js';
import type { TimelineSample } from './job-timeline.js';
import { phaseSpan, type Rate, throughput } from './throughput.js';

const MAX_INTERVALS = 200;

/** Throughput, memory and spills over time, one below the other, on the same time axis. */
export function jobCharts(record: JobRecord): Html {
  const { samples } = record;
  const axis = { seconds: samples.at(-1)?.seconds ?? 0, phaseEnd: phaseSpan(samples, 'merge')?.from };
  return html`${throughputChart(record, axis)}
${memoryChart(record, axis)}
${record.runs.length > 1 ? spillChart(record, axis) : undefined}`;
}

interface Axis {
  readonly seconds: number;
  readonly phaseEnd: number | undefined;
}

function throughputChart({ samples }: JobRecord, axis: Axis): Html {
  const [read, merge] = [throughput(samples, 'read'), throughput(samples, 'merge')];
  return chart({
    title: 'Throughput',
    about: `Reading: bytes of the source, ${rates(read)}. Merging: bytes of the runs, ${rates(merge)}.`,
    series: [
      { name: 'reading', color: 'read', intervals: read.map(toInterval) },
      { name: 'merging', color: 'merge', intervals: merge.map(toInterval) },
    ],
    ...axis,
    format: formatRate,
  });
}

function memoryChart({ samples, stats }: JobRecord, axis: Axis): Html {
  const peak = formatSize(stats.peakRss);
  return chart({
    title: 'Memory',
    about: `Of the whole process (resident set size), at most ${peak}. --memory limits only the rows and the merge.`,
    series: [{ name: 'memory', color: 'memory', intervals: intervals(samples, ({ rss }) => rss) }],
    ...axis,
    format: formatSize,
  });
}

function spillChart({ samples, runs, stats }: JobRecord, axis: Axis): Html {
  const before = samples[0]?.runs ?? 0;
  const largest = Math.max(0, ...runs.map(({ bytes }) => bytes));
  const saved = before === 0 ? '' : ` Earlier starts of the job wrote ${before} of them.`;
  return chart({
    title: 'Spills',
    about: `Runs on disk: ${runs.length}, ${formatSize(stats.spilledBytes)} in total, the largest ${formatSize(largest)}.${saved}`,
    series: [
      { name: 'spilled', color: 'spill', intervals: intervals(samples, ({ spilledBytes }) => spilledBytes) },
    ],
    ...axis,
    format: formatSize,
  });
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatSize(Math.round(bytesPerSecond))}/s`;
}

function rates(all: readonly Rate[]): string {
  const seconds = all.reduce((sum, { from, to }) => sum + to - from, 0);
  if (seconds === 0) return 'none';
  const bytes = all.reduce((sum, { from, to, rate }) => sum + rate * (to - from), 0);
  const most = Math.max(...all.map(({ rate }) => rate));
  return `${formatRate(bytes / seconds)} on average, ${formatRate(most)} at most`;
}

function toInterval({ from, to, rate }: Rate): Interval {
  return { from, to, value: rate };
}

/** The value from each sample to the next. Where several samples share an interval, the largest of them. */
function intervals(
  samples: readonly TimelineSample[],
  value: (sample: TimelineSample) => number,
): Interval[] {
  const each = Math.ceil(samples.length / MAX_INTERVALS);
  const result: Interval[] = [];
  for (let first = 0; first < samples.length - 1; first += each) {
    const last = Math.min(first + each, samples.length - 1);
    const values = samples.slice(first, last).map(value);
    result.push({ from: samples[first]!.seconds, to: samples[last]!.seconds, value: Math.max(...values) });
  }
  return result.filter(({ from, to }) => to > from);
}
