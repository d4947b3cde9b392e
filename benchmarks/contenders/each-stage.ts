// Runs the stages one after another, each to its end, and prints the seconds that each took as JSON.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { aggregate, format, parse, type Size, sortMerge, validate } from '../../lib/index.js';

const [source, output, memory, data] = process.argv.slice(2) as [string, string, Size, string];
const seconds: Record<string, number> = {};

async function run(name: string, from: Readable, stage: Transform): Promise<unknown[]> {
  const results: unknown[] = [];
  const begin = performance.now();
  await pipeline(from, stage, async (given: AsyncIterable<unknown>) => {
    for await (const result of given) results.push(result);
  });
  seconds[name] = (performance.now() - begin) / 1000;
  return results;
}

const directory = await mkdtemp(join(data, 'runs-'));
try {
  const parsed = await run('parse', createReadStream(source, { highWaterMark: 2 ** 20 }), parse());
  const validated = await run('validate', Readable.from(parsed), validate());
  const runs = await run('aggregate', Readable.from(validated), aggregate({ memory, directory }));
  const merged = await run('sortMerge', Readable.from(runs), sortMerge({ memory }));
  const bytes = await run('format', Readable.from(merged), format());
  await pipeline(Readable.from(bytes), createWriteStream(output));
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.log(JSON.stringify(seconds));
