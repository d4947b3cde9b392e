// Jobs whose tasks are fed, against the in-memory engine, and what becomes of feeds that are not whole.
import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { commitParts } from '../../lib/cluster/commit-parts.js';
import { cutParts } from '../../lib/cluster/cut-parts.js';
import { FrameWriter } from '../../lib/cluster/frames.js';
import { mapRange } from '../../lib/cluster/map-range.js';
import { planCluster } from '../../lib/cluster/plan-cluster.js';
import { planFedCluster } from '../../lib/cluster/plan-fed-cluster.js';
import { reducePart } from '../../lib/cluster/reduce-part.js';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { logArbitrary } from '../support/arbitraries.js';
import { drawTasks, readResult, rejectsOf } from '../support/cluster-job.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { chunksOf, framesOf } from '../support/feeder.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';
import { MAX_LINE } from '../support/small-job.js';
import { writeSources } from '../support/write-sources.js';

const CLUSTER = { maxLine: MAX_LINE, rejects: true, allowEmpty: true };

test('tasks that are fed give the bytes and rejects of the in-memory engine, and receipts like those of tasks that open files', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary({ maxLines: 80 }),
      fc.constantFrom('file' as const, 'rotated' as const, 'json' as const),
      fc.integer({ min: 1, max: 5 }),
      fc.integer(),
      (log, layout, ranges, seed) =>
        withFolder(async (folder) => {
          const random = new Random(seed);
          const [source, output] = [`${folder}/log`, `${folder}/out`];
          const sources = await writeSources(source, log, layout);
          const options = { ...CLUSTER, input: layout === 'json' ? ('json' as const) : ('lines' as const) };
          const opened = await planCluster({ ...options, source, exchange: `${folder}/x`, ranges });
          const listing = opened.sources.map(({ name, identity: { size, sealed } }) => ({
            name,
            size,
            sealed,
          }));
          const plan = await planFedCluster({ ...options, listing, exchange: `${folder}/y`, ranges });
          t.deepEqual(plan.starts, opened.starts);
          const files = listing.map(({ name }) => readFileSync(name));
          for (const index of drawTasks(random, plan.starts.length)) {
            const feed = chunksOf(framesOf(plan, index, files, random), random);
            const fed = await mapRange(`${folder}/y`, index, { feed, memory: '1MiB' });
            const { begin, end, counters } = await mapRange(`${folder}/x`, index, { memory: '1MiB' });
            t.deepEqual([fed.begin, fed.end, fed.counters], [begin, end, counters]);
          }
          const { parts } = await cutParts(`${folder}/y`);
          for (const index of parts.keys()) await reducePart(`${folder}/y`, index, { output });
          const result = readResult(output, await commitParts(`${folder}/y`, { output }));
          const expected = await summarizeSourcesInMemory(sources, { maxLine: MAX_LINE });
          t.is(result.output.toString(), Buffer.concat([...expected.output]).toString());
          t.is(result.rejects!.toString(), rejectsOf(expected, layout));
        }),
    ),
    { numRuns: 6 },
  ));

const LOG = drawLog(new Random(21), 60_000);
const HALF = Math.floor(LOG.length / 2);

function withFed(use: (exchange: string, frames: Buffer[]) => Promise<void>) {
  return withFolder(async (exchange) => {
    const plan = await planFedCluster({
      listing: [{ name: 's3://b/log', size: LOG.length }],
      exchange,
      ranges: 2,
    });
    await use(exchange, framesOf(plan, 0, [LOG], new Random(22)));
  });
}

test('a feed that is cut off anywhere is broken, until the range has its last line', (t) =>
  withFed(async (exchange, frames) => {
    const random = new Random(23);
    let fed = 0;
    for (let length = 0; length <= frames.length; length += random.between(1, 8)) {
      const feed = chunksOf(frames.slice(0, length), random);
      const outcome = await mapRange(exchange, 0, { feed }).then(
        () => 'fed',
        (error: { code: string }) => error.code,
      );
      if (outcome === 'fed') fed++;
      else {
        t.is(outcome, 'feed-broken');
        t.is(fed, 0);
      }
    }
    t.true(fed > 0);
    t.is(readdirSync(exchange).filter((name) => name.endsWith('.json')).length, fed + 1);
  }));

test('a feed of another range, of another plan, or of no frames is refused, and one that continues beyond the source', (t) =>
  withFed(async (exchange, frames) => {
    const random = new Random(24);
    const map = (index: number, parts: readonly Buffer[]) =>
      mapRange(exchange, index, { feed: chunksOf(parts, random) });
    await failsWith(t, map(1, frames), 'bad-option', 'for range 0', 'not for range 1');
    await failsWith(t, map(0, [LOG]), 'feed-broken', 'no frame');
    await failsWith(t, mapRange(exchange, 0), 'bad-option', 'feed must be given');
    const plan = JSON.parse(readFileSync(`${exchange}/plan.json`, 'utf8')) as { checksum: string };
    const writer = new FrameWriter();
    const start = [
      writer.frame('T', { plan: plan.checksum, index: 1 }),
      writer.frame('S', { source: 0, offset: HALF }),
    ];
    const rest = Buffer.concat([LOG.subarray(HALF), LOG]);
    await failsWith(t, map(1, [...start, writer.frame('D', rest)]), 'feed-broken', 'it continues');
  }));

test('an archive that the listing takes for plain text is refused', (t) =>
  withFolder(async (folder) => {
    const [{ lines: _ }] = [(await writeSources(`${folder}/log`, LOG, 'rotated'))[1]!];
    const archive = readFileSync(`${folder}/log/app.log.2.gz`);
    const plan = await planFedCluster({ listing: [{ name: 'log', size: archive.length }], exchange: folder });
    const feed = chunksOf(framesOf(plan, 0, [archive], new Random(1)), new Random(1));
    await failsWith(t, mapRange(folder, 0, { feed }), 'bad-option', '"sealed": true');
  }));
