import test from 'ava';
import fc from 'fast-check';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { formedLogArbitrary } from '../support/formed-logs.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';

test('mappings with forms give the same answer and rejects as in memory, wherever batches and runs end', async (t) => {
  t.timeout(120_000);
  let events = 0;
  let attributes = 0;
  await fc.assert(
    fc.asyncProperty(formedLogArbitrary(), fc.nat(5), fc.boolean(), async ({ map, log }, turn, strict) => {
      const options = { map, maxLine: 4096, delimiters: strict ? 'reject' : 'escape' } as const;
      const expected = await summarizeInMemory(log, options);
      const sizes = { chunkSize: 2 ** (turn + 4), batchSize: 1 + 50 * turn, checkpointEvery: 1 + 200 * turn };
      const found = await summarizeByStages(log, options, sizes);
      t.is(found.output.toString(), Buffer.concat([...expected.output]).toString());
      t.deepEqual(found.rejects, expected.rejects);
      t.deepEqual(found.counters, expected.counters);
      events += found.counters.events;
      attributes += found.counters.attributes;
    }),
    { numRuns: 300 },
  );
  t.true(events > 150 && attributes > 100, `${events} ${attributes}`);
});
