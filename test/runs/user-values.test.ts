// Users with more than is folded at once, and with measures: their events are folded part by part.
import { mkdirSync, readdirSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import type { Measures } from '../../lib/mapping/read-measures.js';
import { mergeRuns } from '../../lib/runs/merge-runs.js';
import { withFolder } from '../support/folder.js';
import { drawMeasuredLog, writeMeasuredRuns } from '../support/measured-runs.js';
import { Random } from '../support/random.js';
import { linesOf } from '../support/runs.js';

/** So little that the rows of one user do not fit. */
const MEMORY = 2 ** 16;

const MEASURES: Measures = {
  revenue: { sum: 'price' },
  orders: { distinct: 'price', events: ['order'] },
  paths: { distinct: 'path' },
  biggest: { max: 'price' },
  smallest: { min: ['price', 'missing'], events: ['p', 'page'] },
  first_path: { earliest: 'path' },
  last_plan: { latest: 'plan' },
  last_page: { latest: 'path', events: ['page'] },
  first_seen: { min: 'timestamp' },
};

async function check(t: { is(a: string, b: string): void }, lines: readonly string[], segment: number) {
  await withFolder(async (directory) => {
    const half = Math.ceil(lines.length / 3);
    const logs = [lines.slice(0, half), lines.slice(half)];
    const runs = await writeMeasuredRuns(directory, logs, MEASURES, segment);
    mkdirSync(`${directory}/temporary`);
    const merged = mergeRuns(runs, { memory: MEMORY, directory: `${directory}/temporary` });
    const found = await linesOf(merged);
    const { output } = await summarizeInMemory(Buffer.from(lines.join('')), { measures: MEASURES });
    t.is(found, Buffer.concat([...output]).toString());
    t.is(readdirSync(`${directory}/temporary`).length.toString(), '0');
  });
}

test('measures of users with too many events are exact, ties and copies included', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.constantFrom(1, 3, 40),
      fc.constantFrom(10, 4000),
      fc.constantFrom(2, 100_000),
      fc.constantFrom(3, 100_000),
      async (seed, users, ids, times, paths) => {
        const random = new Random(seed);
        const lines = random.between(200, 5000);
        await check(
          t,
          drawMeasuredLog(random, { lines, users, ids, times, paths }),
          random.between(300, 2000),
        );
      },
    ),
    { numRuns: 15 },
  ));
