import { damagedRun } from './damaged-run.js';
import { HEADER_BYTES, type RunFooter, sliceCounts } from './run-format.js';

/**
 * For each segment of a run, partitions + 1 offsets: where its slices begin, and where the last one ends. Fails with `state-corrupt`
 * where they do not end where the footer begins, at `end`.
 */
export function sliceOffsets(path: string, footer: RunFooter, end: number): Float64Array {
  const { partitions, segments } = footer;
  const offsets = new Float64Array(segments * (partitions + 1));
  let offset = HEADER_BYTES;
  for (let segment = 0; segment < segments; segment++) {
    for (let partition = 0; partition <= partitions; partition++) {
      offsets[segment * (partitions + 1) + partition] = offset;
      if (partition < partitions) offset += sliceCounts(footer, partition, segment).bytes;
    }
  }
  if (offset !== end) throw damagedRun(path, end, `slices that end at byte ${end}`, `an end at ${offset}`);
  return offsets;
}
