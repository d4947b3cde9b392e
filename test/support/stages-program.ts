// node stages-program.js <folder>: each stage alone, and each way in and out, on a small log; prints what came of it as
// JSON, which is the same on every version of node.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type ActivityBatch,
  aggregate,
  checkpoint,
  compress,
  compressionByName,
  decompress,
  expandSources,
  fileSink,
  format,
  fromActivities,
  jsonValues,
  openSource,
  parse,
  planJob,
  type Run,
  type SummaryBatch,
  sortMerge,
  summaries,
  summarize,
  validate,
  verify,
} from '../../lib/index.js';
import { inChunks, readAll } from './read-all.js';
import { LOG, sourceFixture } from './source-fixtures.js';
import { through } from './through.js';

const [folder = '.'] = process.argv.slice(2);
const at = (name: string) => `${folder}/${name}`;
const digest = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

async function listOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of source) list.push(each);
  return list;
}

const batchesOf = () => through<ActivityBatch>([LOG], parse(), validate());
const activities = (batches: readonly ActivityBatch[]) => batches.flatMap((batch) => [...batch]);

async function runsIn(directory: string): Promise<Run[]> {
  mkdirSync(at(directory));
  return through<Run>(await batchesOf(), aggregate({ directory: at(directory), memory: '1MiB' }));
}

async function summaryBatches(directory: string): Promise<SummaryBatch[]> {
  return through<SummaryBatch>(await runsIn(directory), sortMerge());
}

/** What reading an archive that ends too early comes to, by how much of it is there. */
async function cut(name: string): Promise<string[]> {
  const archive = readFileSync(sourceFixture(name));
  const told: string[] = [];
  for (let length = 5; length < archive.length; length += 41) {
    const read = readAll(decompress(inChunks(archive.subarray(0, length), 50), name));
    told.push(await read.then(digest, (error: Error) => error.message.replace(/compressed byte \d+/, '')));
  }
  return told;
}

const parsed = await through<ActivityBatch>([LOG], parse());
const rejects = at('rejects');
const valid = activities(await through<ActivityBatch>([LOG], parse(), validate({ rejects })));
const objects = activities(
  await through<ActivityBatch>(
    valid.map(({ ...activity }) => activity),
    fromActivities(),
    validate(),
  ),
);
const runs = await runsIn('runs');

/** The sizes of the runs that come out: what was saved, and what is new. */
async function checkpointed(source: Iterable<unknown>, ...before: Transform[]): Promise<number[]> {
  const stage = await checkpoint(at('kept'), { source: null });
  const all = await through<Run>(source, ...before, stage);
  await stage.release();
  return all.map(({ bytes }) => bytes);
}

const merged = await summaryBatches('merged');
const lines = (options: Parameters<typeof format>[0]) => through<Uint8Array>(merged, format(options));
const options = { memory: '32MiB', workers: 2, grain: 1 };
const sources = ['log.ndjson', 'log.gz', 'members.gz', 'frames.zst', 'rotated'].map(sourceFixture);

async function packed(name: string): Promise<string> {
  const bytes = await through<Uint8Array>([LOG], compress(compressionByName(name)));
  return digest(await readAll(decompress(inChunks(Buffer.concat(bytes), 100), name)));
}

async function summarized(source: string, output: string): Promise<string> {
  await summarize({ ...options, source, output: at(output) });
  return digest(await readAll(openSource(at(output))));
}

await pipeline(Readable.from(await lines({})), fileSink(at('sink')));
writeFileSync(at('log'), LOG);

console.log(
  JSON.stringify({
    parse: digest(JSON.stringify(parsed.map(({ records, entries }) => [[...records], [...entries]]))),
    validate: digest(JSON.stringify(valid)),
    rejects: digest(readFileSync(rejects)),
    fromActivities: digest(JSON.stringify(objects)),
    jsonValues: (await through<unknown>([readFileSync(sourceFixture('array.json'))], jsonValues())).length,
    aggregate: runs.map(({ bytes, counters }) => ({ bytes, counters })),
    checkpoint: [
      await checkpointed(await batchesOf(), aggregate({ directory: at('kept') })),
      await checkpointed([]),
    ],
    summaries: digest(JSON.stringify(await listOf(summaries(Readable.from(merged))))),
    line: digest(Buffer.concat(await lines({ delimiters: 'escape' }))),
    ndjson: digest(Buffer.concat(await lines({ format: 'ndjson' }))),
    csv: digest(Buffer.concat(await lines({ format: 'csv' }))),
    fileSink: digest(readFileSync(at('sink'))),
    compress: [await packed('x.gz'), await packed('x.zst')],
    cut: [await cut('members.gz'), await cut('frames.zst')],
    expandSources: (await expandSources([sourceFixture('rotated')])).length,
    summarize: await Promise.all(sources.map((source, index) => summarized(source, `out${index}`))),
    archives: [await summarized(at('log'), 'out.gz'), await summarized(at('log'), 'out.zst')],
    planJob: (await planJob({ source: at('log'), output: at('out') })).sourceBytes,
    verify: (await verify(at('out0'), at('out1'))).lines,
  }),
);
