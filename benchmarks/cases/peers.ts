import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { alternate, type Result } from '../support/alternate.js';
import { type Bar, barChart } from '../support/bar-chart.js';
import { type DataSet, dataDirectory, THIRD_DATA_SET } from '../support/data-set.js';
import type { Contender } from '../support/measure.js';
import { chosen, dataSetOf, type Settings } from '../support/settings.js';
import { spillwayContender } from '../support/spillway-contender.js';
import { resultTable } from '../support/table.js';

const PEERS = resolve('benchmarks/peers');

/** Runs every peer on the same log, and draws the chart. Earlier results for the same log are kept and shown. */
export async function peers(settings: Settings): Promise<string> {
  const set = await dataSetOf(settings, THIRD_DATA_SET);
  const data = await dataDirectory();
  const scratch = join(data, 'peers');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch);
  const all = contenders(set, data, scratch, settings.memory);
  const results = await alternate(chosen(all, settings), settings.rounds ?? 3, data);
  await rm(scratch, { recursive: true, force: true });

  const known = await merge(results, join(data, `peers-${set.bytes}.json`));
  const ordered = all.flatMap(({ name }) => known.find((result) => result.name === name) ?? []);
  await writeFile(resolve('benchmarks/peers.svg'), chart(ordered, set.bytes));
  return `${resultTable(results, set.bytes)}\nIncluding earlier results:\n\n${resultTable(ordered, set.bytes)}`;
}

function contenders(set: DataSet, data: string, scratch: string, memory: string): Contender[] {
  const output = join(data, 'peer.out');
  const { source, reference } = set;
  const node = (name: string, args: readonly string[], rounds: number): Contender => ({
    ...{ name, command: process.execPath, args, output, reference, rounds },
  });
  const peer = (file: string) => join(PEERS, file);
  // Peers that take minutes, or die, run once.
  return [
    spillwayContender('spillway', set, data, { memory }),
    spillwayContender('spillway 1 worker', set, data, { memory, workers: 1 }),
    node('DuckDB 16 GB', [peer('duckdb.mjs'), source, output, '16GB', join(scratch, 'duckdb')], 3),
    node('DuckDB 256 MiB', [peer('duckdb.mjs'), source, output, '256MiB', join(scratch, 'duckdb')], 1),
    node(
      'ClickHouse 16 GB',
      [peer('clickhouse.mjs'), source, output, '16000000000', join(scratch, 'ch16')],
      1,
    ),
    node('ClickHouse 256 MiB', [peer('clickhouse.mjs'), source, output, '268435456', join(scratch, 'ch')], 1),
    {
      ...{ name: 'jq + sort + awk 256 MiB', command: peer('coreutils.sh'), output, reference, rounds: 1 },
      args: [source, output, scratch],
    },
    node('naive Node 16 GB', ['--max-old-space-size=16000', peer('naive.mjs'), source, output], 1),
    node('naive Node 256 MiB', ['--max-old-space-size=256', peer('naive.mjs'), source, output], 1),
  ];
}

async function merge(results: readonly Result[], file: string): Promise<Result[]> {
  const before = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Result[]) : [];
  const kept = before.filter(({ name }) => !results.some((result) => result.name === name));
  const merged = [...kept, ...results];
  await writeFile(file, `${JSON.stringify(merged, null, 2)}\n`);
  return merged;
}

function chart(results: readonly Result[], bytes: number): string {
  const bars = results.map((result): Bar => {
    const { name, seconds, peakBytes, outcome } = result;
    const bar = { label: name, values: [seconds, peakBytes / 1e6], own: name.startsWith('spillway') };
    return outcome === 'identical' || outcome === 'unchecked' ? bar : { ...bar, failure: outcome };
  });
  const panels = [
    { title: 'Time', format: (seconds: number) => `${seconds.toFixed(seconds < 100 ? 1 : 0)} s` },
    {
      title: 'Peak memory (RSS)',
      format: (megabytes: number) => `${Math.round(megabytes).toLocaleString('en')} MB`,
    },
  ];
  const size = (bytes / 1e9).toFixed(2);
  return barChart(
    `One summary a user from a ${size} GB log, 2 cores`,
    'Linear scales from zero; shorter is better. Answers are byte-identical to the reference. ClickHouse maps the log: its RSS counts what is mapped.',
    panels,
    bars,
  );
}
