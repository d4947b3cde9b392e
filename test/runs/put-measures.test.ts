import test from 'ava';
import { instantiateKernel, reserveMemory } from '../../lib/kernel/kernel.js';
import {
  MEASURE_BYTES,
  MEASURE_COLUMN,
  MEASURE_NAME,
  MEASURE_NAME_LENGTH,
  MEASURE_REDUCER,
  REDUCER_LATEST,
} from '../../lib/kernel/layout/fold.js';
import { measuresBytes, putMeasures } from '../../lib/runs/put-measures.js';

test('a table of measures holds what they are, and their names', (t) => {
  const kernel = instantiateKernel();
  const measures = [
    { name: 'é', reducer: 'sum', column: 0, times: false },
    { name: 'plan', reducer: 'latest', column: 1, times: false },
  ] as const;
  const table = 65536;
  reserveMemory(kernel.memory, table + measuresBytes(measures));
  putMeasures(kernel, table, measures);
  const bytes = Buffer.from(kernel.memory.buffer);
  const last = table + MEASURE_BYTES;
  t.is(bytes.readUInt32LE(last + MEASURE_REDUCER), REDUCER_LATEST);
  t.is(bytes.readUInt32LE(last + MEASURE_COLUMN), 1);
  const name = bytes.readUInt32LE(last + MEASURE_NAME);
  const length = bytes.readUInt32LE(last + MEASURE_NAME_LENGTH);
  t.is(bytes.toString('utf8', name, name + length), 'plan');
  t.true(name + length <= table + measuresBytes(measures));
});
