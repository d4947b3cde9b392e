// Measures by the stages, compared with those of the in-memory engine.
import test from 'ava';
import fc from 'fast-check';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { measuredLogArbitrary } from '../support/measured-logs.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';

const policy = fc.constantFrom('reject' as const, 'escape' as const);
const sections = fc.constantFrom('keep' as const, 'omit' as const);

test('measures are what the in-memory engine makes of them, whatever the batches and runs', (t) =>
  fc.assert(
    fc.asyncProperty(
      measuredLogArbitrary(),
      policy,
      sections,
      fc.constantFrom(1, 300, 2 ** 16),
      async ({ measures, log }, delimiters, emptySections, size) => {
        const options = { measures, delimiters, emptySections } as const;
        const expected = await summarizeInMemory(log, options);
        const found = await summarizeByStages(log, options, {
          chunkSize: 2 ** 16,
          batchSize: size,
          checkpointEvery: size,
        });
        t.deepEqual(found.rejects, expected.rejects);
        t.is(found.output.toString(), Buffer.concat([...expected.output]).toString());
        t.deepEqual(found.counters, expected.counters);
      },
    ),
    { numRuns: 100 },
  ));
