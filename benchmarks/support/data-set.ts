// Logs of the challenge's shape, generated on first use and kept in the ignored folder data/.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

export interface DataSet {
  readonly source: string;
  /** The summary it must give, written by the generator. */
  readonly reference: string;
  readonly bytes: number;
}

/** Events in the challenge's third data set, which has five events per user. */
export const THIRD_DATA_SET = 5_000_000;
const EVENTS_PER_USER = 5;

/** Where benchmarks keep their files: `data`, or the folder in the environment variable SPILLWAY_BENCH_DATA. */
export async function dataDirectory(): Promise<string> {
  const { SPILLWAY_BENCH_DATA = 'data' } = process.env;
  const directory = resolve(SPILLWAY_BENCH_DATA);
  await mkdir(directory, { recursive: true });
  return directory;
}

/** The built command. */
export const SPILLWAY = resolve('dist/command/spillway.js');

export function generatedDataSet(events: number): Promise<DataSet> {
  const users = Math.max(1, Math.round(events / EVENTS_PER_USER));
  const flags = { seed: 1560000000, count: users, attrs: 10, events, maxevents: 10, dupes: 20 };
  return generated(`events-${events}`, flags);
}

/** The challenge's first data set: 206 KB. */
export function firstDataSet(): Promise<DataSet> {
  return generated('first', { seed: 1560981440, count: 20 });
}

async function generated(name: string, flags: Readonly<Record<string, number>>): Promise<DataSet> {
  const stem = resolve(await dataDirectory(), name);
  const source = `${stem}.data`;
  const reference = `${stem}.verify.csv`;
  if (!existsSync(source) || !existsSync(reference)) {
    process.stderr.write(`generating ${name}\n`);
    const shape = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
    // Half a data set from an interrupted run must not be taken for a complete one.
    const partial = `${source}.partial`;
    await promisify(execFile)(process.execPath, [
      ...[SPILLWAY, 'generate', '--out', partial, '--verify', reference],
      ...shape,
    ]);
    await rename(partial, source);
  }
  return givenDataSet(source, reference);
}

export async function givenDataSet(source: string, reference: string): Promise<DataSet> {
  const { size } = await stat(source);
  await stat(reference);
  return { source: resolve(source), reference: resolve(reference), bytes: size };
}
