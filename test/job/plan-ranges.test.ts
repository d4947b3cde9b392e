import { writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { file as temporaryFile } from 'tmp-promise';
import { cutAtLineEnds, planCuts } from '../../lib/job/plan-ranges.js';
import type { ManifestRange } from '../../lib/storage/manifest.js';

function range(
  source: number,
  start: number,
  end: number | null,
  position = start,
  complete = false,
): ManifestRange {
  return { source, start, end, position, tail: null, complete, runs: [] };
}

test('a whole source is cut into equal parts, as many as asked for', (t) => {
  t.deepEqual(planCuts([range(0, 0, null)], [1000], 4, 1), [{ index: 0, offsets: [250, 500, 750] }]);
});

test('no part is smaller than the grain, about', (t) => {
  t.deepEqual(planCuts([range(0, 0, null)], [1000], 4, 500), [{ index: 0, offsets: [500] }]);
  t.deepEqual(planCuts([range(0, 0, null)], [1000], 4, 1000), []);
});

test('of ranges begun before only what is left is cut, the last range first', (t) => {
  const ranges = [range(0, 0, 400, 100), range(0, 400, 700, 700, true), range(0, 700, null, 700)];
  t.deepEqual(planCuts(ranges, [1300], 3, 1), [{ index: 2, offsets: [1000] }]);
  t.deepEqual(
    planCuts(ranges, [1300], 9, 1).map(({ index }) => index),
    [2, 0],
  );
});

test('what is read whole is not cut, nor is an empty source', (t) => {
  t.deepEqual(planCuts([range(0, 0, null, 0, true)], [1000], 4, 1), []);
  t.deepEqual(planCuts([range(0, 0, null)], [0], 4, 1), []);
});

test('cuts are where lines begin', async (t) => {
  const { path, cleanup } = await temporaryFile();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 8 }).map((line) => line.replaceAll('\n', ' '))),
      fc.array(fc.nat(100), { maxLength: 4 }),
      async (lines, nominal) => {
        const text = lines.map((line) => `${line}\n`).join('');
        await writeFile(path, text);
        const bytes = Buffer.from(text);
        const offsets = nominal.sort((a, b) => a - b);
        const cuts = await cutAtLineEnds(path, offsets);
        t.deepEqual(
          cuts,
          [...new Set(cuts)].sort((a, b) => a - b),
        );
        for (const cut of cuts) t.is(bytes[cut - 1], 0x0a);
        for (const offset of offsets) {
          const feed = bytes.indexOf(0x0a, offset);
          if (feed !== -1 && offset < bytes.length)
            t.true(cuts.some((cut) => cut > offset && cut >= feed + 1));
        }
      },
    ),
    { numRuns: 50 },
  );
  await cleanup();
});

test('a source that cannot be read is named', async (t) => {
  const error = await t.throwsAsync(cutAtLineEnds('/no/such/file', [1]), { code: 'source-unreadable' });
  t.regex(error.message, /\/no\/such\/file/);
});
