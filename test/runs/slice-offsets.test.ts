import test from 'ava';
import { HEADER_BYTES, type RunFooter } from '../../lib/runs/run-format.js';
import { sliceOffsets } from '../../lib/runs/slice-offsets.js';
import { failsWith } from '../support/fails-with.js';

/** Two partitions of two segments: their bytes are 10, 20; 30, 40. */
const FOOTER: RunFooter = {
  ...{ records: 4, rows: 4, largestBlock: 40, partitions: 2, segments: 2, splitters: [] },
  slices: Uint32Array.from([10, 1, 1, 20, 1, 1, 30, 1, 1, 40, 1, 1]),
};

test('slices follow each other segment by segment, and in each partition by partition', (t) => {
  const offsets = [...sliceOffsets('run', FOOTER, HEADER_BYTES + 100)].map((offset) => offset - HEADER_BYTES);
  t.deepEqual(offsets, [0, 10, 40, 40, 60, 100]);
});

test('a footer whose slices do not end where it begins is damaged', (t) =>
  failsWith(t, () => sliceOffsets('run', FOOTER, HEADER_BYTES + 99), 'state-corrupt', 'run'));
