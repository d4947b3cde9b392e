// Whole jobs through the exchange, against the in-memory engine: any logs, layouts and options, tasks in any order and twice.
import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { commitParts } from '../../lib/cluster/commit-parts.js';
import { cutParts } from '../../lib/cluster/cut-parts.js';
import { mapRange } from '../../lib/cluster/map-range.js';
import { planCluster } from '../../lib/cluster/plan-cluster.js';
import { reducePart } from '../../lib/cluster/reduce-part.js';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { summarize } from '../../lib/index.js';
import { answerOptionsArbitrary, logArbitrary } from '../support/arbitraries.js';
import { readResult, rejectsOf, runCluster } from '../support/cluster-job.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { holed, restored } from '../support/holed-runs.js';
import { Random } from '../support/random.js';
import { MAX_LINE } from '../support/small-job.js';
import { writeSources } from '../support/write-sources.js';

const CLUSTER = { maxLine: MAX_LINE, rejects: true, allowEmpty: true };

test('tasks in any order, some twice and each with a memory of its own, give the bytes, rejects and counts of the in-memory engine', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary({ maxLines: 120 }),
      fc.constantFrom('file' as const, 'rotated' as const, 'json' as const),
      answerOptionsArbitrary(),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer(),
      (log, layout, answer, ranges, parts, seed) =>
        withFolder(async (folder) => {
          const source = `${folder}/log`;
          const sources = await writeSources(source, log, layout);
          const input = layout === 'json' ? ('json' as const) : ('lines' as const);
          const options = { ...CLUSTER, ...answer, source, input, exchange: `${folder}/x`, ranges, parts };
          const result = await runCluster(new Random(seed), options, `${folder}/out`);
          const expected = await summarizeSourcesInMemory(sources, { maxLine: MAX_LINE, ...answer });
          t.is(result.output.toString(), Buffer.concat([...expected.output]).toString());
          t.is(result.rejects!.toString(), rejectsOf(expected, layout));
          t.deepEqual(result.summary.counters, expected.counters);
          t.is(result.summary.users, expected.users);
        }),
    ),
    { numRuns: 6 },
  ));

for (const format of ['line', 'csv', 'ndjson'] as const) {
  test(`a longer log in several parts is the file that summarize writes, as ${format}`, (t) =>
    withFolder(async (folder) => {
      const random = new Random(format.length);
      const source = `${folder}/log`;
      await writeSources(source, drawLog(random, 1_200_000), 'rotated');
      const shared = { source, format, maxLine: MAX_LINE } as const;
      await summarize({ ...shared, output: `${folder}/whole`, rejects: `${folder}/rejects` });
      const options = { ...shared, rejects: true, exchange: `${folder}/x`, ranges: 12, parts: 5 };
      const { output, rejects, summary } = await runCluster(random, options, `${folder}/out`);
      t.is(summary.parts.length, 5);
      t.true(summary.parts.every(({ users }) => users > 0));
      t.true(output.equals(readFileSync(`${folder}/whole`)));
      t.true(rejects!.equals(readFileSync(`${folder}/rejects`)));
    }));
}

test('a part names the bytes of the runs that it reads, and runs with holes elsewhere are enough', (t) =>
  withFolder(async (folder) => {
    const random = new Random(7);
    const source = `${folder}/log`;
    await writeSources(source, drawLog(random, 2_000_000), 'file');
    const options = { source, maxLine: MAX_LINE, exchange: `${folder}/x`, ranges: 4, parts: 3 };
    const plan = await planCluster(options);
    for (const index of plan.starts.keys()) await mapRange(options.exchange, index, { memory: '1MiB' });
    const whole = holed(options.exchange);
    const cut = await cutParts(options.exchange);
    for (const index of cut.parts.keys()) {
      restored(options.exchange, cut, whole, index);
      await reducePart(options.exchange, index, { output: `${folder}/out` });
    }
    const result = readResult(
      `${folder}/out`,
      await commitParts(options.exchange, { output: `${folder}/out` }),
    );
    await summarize({ source, maxLine: MAX_LINE, output: `${folder}/whole` });
    t.true(result.output.equals(readFileSync(`${folder}/whole`)));
  }));

test('a range that the plan does not have is refused by its index', (t) =>
  withFolder(async (folder) => {
    const source = `${folder}/log`;
    await writeSources(source, drawLog(new Random(1), 1000), 'file');
    await planCluster({ source, exchange: `${folder}/x`, ranges: 1 });
    await failsWith(t, mapRange(`${folder}/x`, 1), 'bad-option', /no range 1/);
  }));
