// Small versions of the extreme shapes, summarized in memory that they overflow many times, give what arithmetic says.
import { Readable } from 'node:stream';
import test from 'ava';
import { chunked, EXTREME_SHAPES } from '../../../benchmarks/support/extreme-shapes.js';
import { summarizeInMemory } from '../../../lib/index.js';
import { summarizeByStages } from '../../support/summarize-by-stages.js';

const SIZE = 50_000;
const SIZES = { chunkSize: 2 ** 16, batchSize: 2 ** 15, checkpointEvery: 2 ** 30 };

for (const shape of EXTREME_SHAPES) {
  test(`a small log with ${shape.title} is summarized exactly`, async (t) => {
    const log = Buffer.concat([...chunked(shape.lines(SIZE))]);
    const expected = Buffer.concat([...chunked(shape.summary(SIZE))]);
    const { output, rejects } = await summarizeByStages(log, {}, SIZES);
    t.true(output.equals(expected));
    t.deepEqual(rejects, []);
  });

  test(`for ${shape.title} the arithmetic agrees with summarizing in memory`, async (t) => {
    for (const size of [1, 2, 19, 100, 1000]) {
      const { output } = await summarizeInMemory(Readable.from(chunked(shape.lines(size))));
      t.is(Buffer.concat([...output]).toString(), [...shape.summary(size)].join(''), `${size}`);
    }
  });
}
