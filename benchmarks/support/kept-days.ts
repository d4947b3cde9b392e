// A log that grows by a day at a time, and kept work that follows it.
import { cpSync, type Dirent, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first day has this share of the log, each later day one in a hundred of it. */
const FIRST_SHARE = 0.4;
const DAY_SHARE = 0.01;
/** Days after the first one. */
export const DAYS = 60;
const PIECE_BYTES = 2 ** 22;
const LINE_FEED = 0x0a;

/** Where a day ends in the source: behind a line. */
async function endOfDay(source: string, day: number): Promise<number> {
  const file = await open(source);
  try {
    const { size } = await file.stat();
    const about = Math.floor(size * (FIRST_SHARE + DAY_SHARE * day));
    if (day >= DAYS) return size;
    const { buffer } = await file.read(Buffer.alloc(2 ** 20), 0, 2 ** 20, about);
    return about + buffer.indexOf(LINE_FEED) + 1;
  } finally {
    await file.close();
  }
}

/** Appends a day of the source to a log; the first day, 0, begins it. */
export async function appendDay(source: string, log: string, day: number): Promise<void> {
  const from = day === 0 ? 0 : await endOfDay(source, day - 1);
  const end = await endOfDay(source, day);
  const [input, output] = [await open(source), await open(log, day === 0 ? 'w' : 'a')];
  const bytes = Buffer.alloc(PIECE_BYTES);
  for (let at = from; at < end; ) {
    const { bytesRead } = await input.read(bytes, 0, Math.min(PIECE_BYTES, end - at), at);
    await output.write(bytes, 0, bytesRead);
    at += bytesRead;
  }
  await input.close();
  await output.close();
}

/** A copy of a work directory that shares its runs, which no job changes. */
export function linkedCopy(directory: string, copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  for (const { name } of filesIn(directory)) {
    if (name.endsWith('.run')) linkSync(join(directory, name), join(copy, name));
    else cpSync(join(directory, name), join(copy, name));
  }
}

export function bytesIn(directory: string): number {
  return filesIn(directory).reduce((sum, { name }) => {
    try {
      return sum + statSync(join(directory, name)).size;
    } catch {
      // The job has just removed it.
      return sum;
    }
  }, 0);
}

function filesIn(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
}

/** The most bytes that a directory holds while something is done. */
export async function peakBytesIn(directory: string, done: Promise<unknown>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, bytesIn(directory));
  }, 10);
  await done.finally(() => clearInterval(timer));
  return Math.max(peak, bytesIn(directory));
}

export interface KeptRunFigures {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly level: number;
}

/** The kept runs, as the manifest has them. */
export async function keptRuns(directory: string): Promise<readonly KeptRunFigures[]> {
  const manifest = JSON.parse(await readFile(join(directory, 'spillway-manifest.json'), 'utf8')) as {
    readonly kept: { readonly runs: readonly KeptRunFigures[] };
  };
  return manifest.kept.runs;
}
