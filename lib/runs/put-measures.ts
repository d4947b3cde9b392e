import { align, type Kernel } from '../kernel/kernel.js';
import {
  MEASURE_BYTES,
  MEASURE_COLUMN,
  MEASURE_NAME,
  MEASURE_NAME_LENGTH,
  MEASURE_REDUCER,
  MEASURE_TIMES,
  REDUCER_DISTINCT,
  REDUCER_EARLIEST,
  REDUCER_LATEST,
  REDUCER_MAX,
  REDUCER_MIN,
  REDUCER_SUM,
} from '../kernel/layout/fold.js';
import type { RunMeasure } from '../mapping/run-measures.js';

const REDUCERS: Readonly<Record<RunMeasure['reducer'], number>> = {
  sum: REDUCER_SUM,
  min: REDUCER_MIN,
  max: REDUCER_MAX,
  earliest: REDUCER_EARLIEST,
  latest: REDUCER_LATEST,
  distinct: REDUCER_DISTINCT,
};

/** Bytes past a text that may be read, though not used. */
const READ_PAST = 16;

/** Bytes of memory that a table of measures takes. */
export function measuresBytes(measures: readonly RunMeasure[]): number {
  const names = measures.reduce((sum, { name }) => sum + Buffer.byteLength(name), 0);
  return align(measures.length * MEASURE_BYTES) + names + READ_PAST;
}

/** Gives an instance the measures by which it folds events, at an address: see kernel/layout/fold.ts. */
export function putMeasures(
  { exports, memory }: Kernel,
  table: number,
  measures: readonly RunMeasure[],
): void {
  const bytes = Buffer.from(memory.buffer);
  let text = table + align(measures.length * MEASURE_BYTES);
  for (const [index, { name, reducer, column, times }] of measures.entries()) {
    const at = table + index * MEASURE_BYTES;
    bytes.writeUInt32LE(REDUCERS[reducer], at + MEASURE_REDUCER);
    bytes.writeUInt32LE(column, at + MEASURE_COLUMN);
    bytes.writeUInt32LE(times ? 1 : 0, at + MEASURE_TIMES);
    bytes.writeUInt32LE(text, at + MEASURE_NAME);
    const length = bytes.write(name, text);
    bytes.writeUInt32LE(length, at + MEASURE_NAME_LENGTH);
    text += length;
  }
  exports.useMeasures(table, measures.length);
}
