import { writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { file as temporaryFile } from 'tmp-promise';
import type { ManifestRange } from '../../../lib/checkpoint/manifest.js';
import { cutAtLineEnds, planCuts } from '../../../lib/job/read/plan-ranges.js';
import { SourceFile } from '../../../lib/sources/source-file.js';
import type { SourceIdentity } from '../../../lib/sources/source-identity.js';
import { identityOf } from '../../support/source-identity.js';

type Place = readonly [source: number, offset: number];

const at = ([source, offset]: Place) => ({ source, offset });

function range(start: Place, end: Place | null, position = start, complete = false): ManifestRange {
  const places = { start: at(start), end: end === null ? null : at(end), position: at(position) };
  return { ...places, tail: null, complete, runs: [], provisional: null };
}

const WHOLE = range([0, 0], null);
const cutsOf = (ranges: ManifestRange[], sources: SourceIdentity[], parts: number, grain = 1) =>
  planCuts({ ranges, sources }, parts, grain).map(({ index, positions }) => [
    index,
    ...positions.map(({ source, offset }) => [source, offset]),
  ]);

test('threads get large ranges first, then ever smaller ones down to the grain', (t) => {
  const offsets = [420_000, 840_000, 907_200, 974_400, 987_200];
  const cuts = offsets.map((offset) => [0, offset]);
  t.deepEqual(cutsOf([WHOLE], [identityOf(1e6)], 2, 3000), [[0, ...cuts]]);
  t.deepEqual(cutsOf([WHOLE], [identityOf(1e6)], 2, 30_000), [[0, ...cuts.slice(0, 2), [0, 920_000]]]);
});

test('a small source is cut into equal ranges, perhaps fewer than threads', (t) => {
  t.deepEqual(cutsOf([WHOLE], [identityOf(1000)], 4, 100), [[0, [0, 250], [0, 500], [0, 750]]]);
  t.deepEqual(cutsOf([WHOLE], [identityOf(1000)], 4, 500), [[0, [0, 500]]]);
  t.deepEqual(cutsOf([WHOLE], [identityOf(1000)], 4, 1000), []);
});

test('only what is left of earlier ranges is cut, the last range first', (t) => {
  const ranges = [
    range([0, 0], [0, 400], [0, 100]),
    range([0, 400], [0, 700], [0, 700], true),
    range([0, 700], null),
  ];
  t.deepEqual(cutsOf(ranges, [identityOf(1300)], 3, 100), [[2, [0, 1000]]]);
  t.deepEqual(
    cutsOf(ranges, [identityOf(1300)], 9).map(([index]) => index),
    [2, 0],
  );
});

test('a range is not cut if a piece would be smaller than half a grain', (t) => {
  const ranges = [range([0, 0], [0, 520]), range([0, 520], null)];
  t.deepEqual(cutsOf(ranges, [identityOf(1000)], 2, 100), []);
  t.deepEqual(cutsOf(ranges, [identityOf(1000)], 2, 90), []);
  t.deepEqual(cutsOf(ranges, [identityOf(1000)], 4, 60), [
    [1, [0, 750]],
    [0, [0, 250]],
  ]);
});

test('every piece has at least half a grain, and at most what a round allows', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 400 }),
      (lengths, threads, grain) => {
        const starts = lengths.map((_, index) =>
          lengths.slice(0, index).reduce((sum, each) => sum + each, 0),
        );
        const ranges = starts.map((start, index) => range([0, start], [0, start + lengths[index]!]));
        const bytes = starts.at(-1)! + lengths.at(-1)!;
        const cuts = planCuts({ ranges, sources: [identityOf(bytes)] }, threads, grain);
        for (const [index, { position, end }] of ranges.entries()) {
          const offsets =
            cuts.find((cut) => cut.index === index)?.positions.map(({ offset }) => offset) ?? [];
          if (offsets.length === 0) continue;
          const places = [position.offset, ...offsets, end!.offset];
          const pieces = places.slice(1).map((place, piece) => place - places[piece]!);
          t.true(Math.min(...pieces) >= Math.floor(grain / 2), `${pieces}`);
          t.true(
            Math.max(...pieces) <= bytes / Math.min(threads, Math.max(1, bytes / grain)) + 1.5 * grain,
            `${pieces}`,
          );
        }
      },
    ),
  );
});

test('a complete range and an empty source are not cut', (t) => {
  t.deepEqual(cutsOf([range([0, 0], null, [0, 0], true)], [identityOf(1000)], 4), []);
  t.deepEqual(cutsOf([WHOLE], [identityOf(0)], 4), []);
});

test('several sources are cut as if they were one, but never within an archive', (t) => {
  const small = Array.from({ length: 10 }, (_, index) => identityOf(100, { growing: index === 9 }));
  t.deepEqual(cutsOf([WHOLE], small, 2, 500), [[0, [5, 0]]]);
  t.deepEqual(cutsOf([WHOLE], small, 4, 250), [[0, [2, 50], [5, 0], [7, 50]]]);
  const archives = Array.from({ length: 5 }, () => identityOf(100, { sealed: true }));
  t.deepEqual(cutsOf([WHOLE], archives, 2, 1000), [[0, [3, 0]]]);
  t.deepEqual(cutsOf([WHOLE], archives, 2, 100), [[0, [2, 0], [4, 0], [5, 0]]]);
  t.deepEqual(cutsOf([WHOLE], [identityOf(1000, { sealed: true })], 4, 1000), [[0, [0, 0], [1, 0], [1, 0]]]);
});

const lineStartIn = (path: string) => async (_source: number, offset: number) => {
  const file = await SourceFile.open(path);
  return file.lineStartBehind(offset).finally(() => file.close());
};

async function cutsIn(text: string, nominal: readonly number[]): Promise<number[]> {
  const { path, cleanup } = await temporaryFile();
  await writeFile(path, text);
  const sources = [identityOf(text.length)];
  const cuts = await cutAtLineEnds(
    WHOLE,
    nominal.map((offset) => at([0, offset])),
    sources,
    lineStartIn(path),
  );
  await cleanup();
  return cuts.map(({ offset }) => offset);
}

test('every cut is at the beginning of a line', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 8, unit: 'grapheme-ascii' })),
      fc.array(fc.nat(100), { maxLength: 4 }),
      async (lines, nominal) => {
        const text = lines.map((line) => `${line.replaceAll('\n', ' ')}\n`).join('');
        const offsets = nominal.sort((a, b) => a - b).filter((offset) => offset > 0);
        const cuts = await cutsIn(text, offsets);
        t.deepEqual(
          cuts,
          [...new Set(cuts)].sort((a, b) => a - b),
        );
        for (const cut of cuts) t.is(text[cut - 1], '\n');
        for (const offset of offsets.filter((each) => text.indexOf('\n', each) !== -1)) {
          t.true(cuts.some((cut) => cut >= offset));
        }
      },
    ),
    { numRuns: 50 },
  ));

test('a cut behind the last line of a source moves to the next source', async (t) => {
  const { path, cleanup } = await temporaryFile();
  await writeFile(path, 'a\nbcd\n');
  const sources = [identityOf(6, { growing: false }), identityOf(6)];
  const cuts = (...places: Place[]) => cutAtLineEnds(WHOLE, places.map(at), sources, lineStartIn(path));
  t.deepEqual(await cuts([0, 1], [0, 3], [1, 0], [1, 1], [1, 3]), [
    at([0, 2]),
    at([1, 0]),
    at([1, 2]),
    at([1, 6]),
  ]);
  t.deepEqual(await cuts([0, 0], [2, 0]), []);
  await cleanup();
});

test('a source that cannot be read is named', async (t) => {
  const cutting = cutAtLineEnds(WHOLE, [at([0, 1])], [identityOf(9)], lineStartIn('/no/such/file'));
  const error = await t.throwsAsync(cutting, { code: 'source-unreadable' });
  t.regex(error.message, /\/no\/such\/file/);
});
