import test from 'ava';
import { bytesOfRuns } from '../../lib/records/run.js';

test('the bytes of runs are those of all their files', (t) => {
  t.is(bytesOfRuns([]), 0);
  t.is(bytesOfRuns([{ bytes: 40 }, { bytes: 0 }, { bytes: 2 ** 40 }]), 2 ** 40 + 40);
});
