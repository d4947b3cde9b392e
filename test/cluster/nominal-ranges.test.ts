import test from 'ava';
import fc from 'fast-check';
import { lineBoundary, nominalStarts, rangesFor } from '../../lib/cluster/nominal-ranges.js';
import { comparePositions } from '../../lib/records/source-position.js';
import { identityOf } from '../support/source-identity.js';

const LF = 0x0a;

test('ranges follow slots, but very much data has as many ranges as parts, and little data has few', (t) => {
  t.is(rangesFor(0, 8), 1);
  t.is(rangesFor(400e6, 8), 3);
  t.is(rangesFor(1e12, 8), 202);
  t.is(rangesFor(10e9, 8), 24);
  t.is(rangesFor(10e12, 400), 1200);
  t.is(rangesFor(100e12, 400), 2014);
});

test('every byte of the sources lies between two neighbouring boundaries, which are line ends or ends of sources', async (t) => {
  const source = fc.stringMatching(/^[ab\n]{0,30}$/).map((text) => Buffer.from(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(source, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 20 }),
      async (sources, ranges) => {
        const identities = sources.map(({ length }) => identityOf(length));
        const starts = nominalStarts(identities, ranges);
        t.deepEqual(starts[0], { source: 0, offset: 0 });
        const lineStart = async (index: number, offset: number) => {
          const feed = sources[index]!.indexOf(LF, offset);
          return feed === -1 ? undefined : feed + 1;
        };
        let before = { source: 0, offset: 0 };
        for (const start of starts) {
          const boundary = await lineBoundary(identities, start, lineStart);
          t.true(comparePositions(boundary, before) >= 0);
          const { source, offset } = boundary;
          t.true(offset === 0 || sources[source]![offset - 1] === LF);
          t.true(source === sources.length || offset === 0 || offset < sources[source]!.length);
          before = boundary;
        }
      },
    ),
  );
});
