import { mkdir, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { linesOf } from '../../lib/in-memory/lines.js';
import type { InMemorySource } from '../../lib/in-memory/summarize-in-memory.js';
import { valuesOf } from '../../lib/in-memory/values.js';
import { compress } from '../../lib/index.js';
import { readAll } from './read-all.js';
import { MAX_LINE } from './small-job.js';

/** A log as one file, as a directory of rotated ones with archives among them, or as one JSON array. */
export type SourceLayout = 'file' | 'rotated' | 'json';

/** More than a value may have fails a job, unlike a line. */
const LONGEST_VALUE = 1000;

/** Writes a log under a path; gives what is to be read there, for the in-memory engine. Of `json` lines that are none are left out. */
export async function writeSources(
  path: string,
  log: Buffer,
  layout: SourceLayout,
): Promise<InMemorySource[]> {
  if (layout === 'rotated') return writeRotated(path, log);
  if (layout === 'json') return [await writeArray(path, log)];
  await writeFile(path, log);
  return [{ lines: linesOf([log]) }];
}

/** Oldest first: plain, gzip, zstd, and the one that is still written to. */
const ROTATED = ['app.log.3', 'app.log.2.gz', 'app.log.1.zst', 'app.log'];

async function writeRotated(path: string, log: Buffer): Promise<InMemorySource[]> {
  await mkdir(path);
  const cut = (index: number) =>
    log.indexOf('\n', Math.floor((index * (log.length - 1)) / ROTATED.length)) + 1;
  const sources: InMemorySource[] = [];
  for (const [index, file] of ROTATED.entries()) {
    const part = log.subarray(
      index === 0 ? 0 : cut(index),
      index === ROTATED.length - 1 ? log.length : cut(index + 1),
    );
    await writeFile(`${path}/${file}`, await packed(file, part));
    sources.push({ lines: linesOf([part]), name: `${path}/${file}` });
  }
  return sources;
}

async function packed(file: string, bytes: Buffer): Promise<Buffer> {
  if (file.endsWith('.gz')) return gzipSync(bytes);
  return file.endsWith('.zst') ? readAll(Readable.from([bytes]).pipe(compress('zstd'))) : bytes;
}

async function writeArray(path: string, log: Buffer): Promise<InMemorySource> {
  const values = log
    .toString()
    .split('\n')
    .filter((line) => Buffer.byteLength(line) <= LONGEST_VALUE && isJson(line));
  const array = Buffer.from(`[\n${values.join(',\n')}\n]\n`);
  await writeFile(path, array);
  return { lines: valuesOf(Readable.from([array]), { maxValue: MAX_LINE }) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
