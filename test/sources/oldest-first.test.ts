import test from 'ava';
import { oldestFirst } from '../../lib/sources/oldest-first.js';

for (const expected of [
  ['app.log.10', 'app.log.2.gz', 'app.log.1.zst', 'app.log'],
  ['app.log.20240130', 'app.log.20240131.gz', 'app.log.20240201', 'app.log'],
  ['app.log-20240130', 'app.log-20240131.gz', 'app.log-20240201', 'app.log'],
  ['app.log-20240130-1706600000.gz', 'app.log-20240130-1706700000.gz', 'app.log'],
  ['app.log.2023-12-31', 'app.log.2024-01-30', 'app.log.2024-02-01.gz', 'app.log'],
  ['app.log.2024-01-30.2', 'app.log.2024-01-30.10', 'app.log.2024-01-31.1', 'app.log'],
  ['app.log.2024-01-30T09', 'app.log.2024-01-30T10', 'app.log'],
  ['app.10.log', 'app.3.log.gz', 'app.2.log', 'app.log'],
  ['app-20240130.log', 'app-20240131.log.gz', 'app.log'],
  ['app.2024-01-30.log', 'app.2024-01-31.log', 'app.log'],
  ['app-2.log', 'app-10.log', 'app.log'],
  ['app.log.gz', 'app.log'],
  ['events.2.json', 'events.10.json'],
  ['log.00', 'log.01', 'log.02', 'log.10'],
  ['x/part-2.ndjson', 'x/part-10.ndjson', 'y/part-1.ndjson'],
  ['part-2', 'part-10'],
  ['access.log.1', 'access.log', 'error.log.2', 'error.log'],
  ['2024-01-09.gz', '2024-01-10.gz', '2024-02-01'],
  ['logs.1/app.log', 'logs.2/app.log.1', 'logs.2/app.log'],
  ['app.log.123456789012345678901', 'app.log.123456789012345678902', 'app.log'],
]) {
  test(`the oldest of ${expected.join(', ')} comes first`, (t) => {
    t.deepEqual(oldestFirst(expected.toReversed()), expected);
    t.deepEqual(oldestFirst(expected.toSorted()), expected);
  });
}
