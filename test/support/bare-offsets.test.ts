import test from 'ava';
import { bareOffsets } from './bare-offsets.js';

test('a load or store whose offset is a bare number is found, also within another', (t) => {
  t.deepEqual(bareOffsets('store<u32>(at, load<u8>(\n  from, 1), 4);'), [
    'store<u32>(at, load<u8>(\n  from, 1), 4)',
    'load<u8>(\n  from, 1)',
  ]);
});

test('named offsets, stored numbers and the numbers of other calls are not taken for bare offsets', (t) => {
  t.deepEqual(
    bareOffsets('store<u32>(at, 0, NAME); load<u8>(at + f(a, 8)); store<u8>(at, 1); f(load<u8>(a), 2);'),
    [],
  );
});
