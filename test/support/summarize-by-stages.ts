import { readFile } from 'node:fs/promises';
import { Duplex, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { dir } from 'tmp-promise';
import {
  aggregate,
  type Counters,
  format,
  parse,
  type Reject,
  type Run,
  type SummarizeInMemoryOptions,
  sortMerge,
  validate,
} from '../../lib/index.js';
import { addCounters, NO_COUNTERS } from '../../lib/records/counters.js';

/** What the answer must not depend on. */
export interface StageSizes {
  /** Bytes that come in at once. */
  readonly chunkSize: number;
  readonly batchSize: number;
  /** Source bytes after which a run is written. */
  readonly checkpointEvery: number;
}

export interface StagesAnswer {
  readonly output: Buffer;
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
  readonly runs: number;
}

/** A log through the stages, wired by hand, without a checkpoint; its rejects are read back from their file. */
export async function summarizeByStages(
  log: Uint8Array,
  { maxLine, delimiters, emptySections, order, map, measures }: SummarizeInMemoryOptions,
  { chunkSize, batchSize, checkpointEvery }: StageSizes,
): Promise<StagesAnswer> {
  const { path: folder, cleanup } = await dir({ unsafeCleanup: true });
  let counters = NO_COUNTERS;
  let runs = 0;
  async function* counted(source: AsyncIterable<Run>): AsyncGenerator<Run> {
    for await (const run of source) {
      counters = addCounters(counters, run.counters);
      runs++;
      yield run;
    }
  }
  const lines: Buffer[] = [];
  try {
    await pipeline(
      Readable.from(chunksOf(log, chunkSize)),
      parse({ batchSize, map, measures, ...(maxLine === undefined ? {} : { maxLine }) }),
      validate({ delimiters, rejects: `${folder}/rejects` }),
      aggregate({ memory: '1MiB', checkpointEvery, ...(order === undefined ? {} : { order }) }),
      Duplex.from(counted),
      sortMerge({ memory: '1MiB' }),
      format({
        ...(delimiters === undefined ? {} : { delimiters }),
        ...(emptySections === undefined ? {} : { emptySections }),
      }),
      new Writable({
        write(chunk: Buffer, _encoding, callback) {
          lines.push(chunk);
          callback();
        },
      }),
    );
    const rejects = (await readFile(`${folder}/rejects`, 'utf8')).split('\n').slice(0, -1);
    return {
      output: Buffer.concat(lines),
      rejects: rejects.map((line) => JSON.parse(line) as Reject),
      counters,
      runs,
    };
  } finally {
    await cleanup();
  }
}

/** A source's bytes in chunks of one size. */
export function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array, void, void> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
