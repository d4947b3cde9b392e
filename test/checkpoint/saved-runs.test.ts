import test from 'ava';
import {
  positionOfRun,
  reachedPosition,
  runsOfRange,
  savedRuns,
  sumCounters,
} from '../../lib/checkpoint/saved-runs.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { manifestOf, rangeOf, runAt } from '../support/manifests.js';

const [FIRST, SECOND, LAST] = [runAt(10), runAt(20), runAt(25)];
const WHOLE = rangeOf(0, 20, [FIRST, SECOND]);
/** A range whose last line has no line end. */
const OPEN = { ...rangeOf(20, null, []), provisional: { run: LAST, tail: null } };

test('a provisional run is the last one of its range', (t) => {
  t.deepEqual(runsOfRange(WHOLE), [FIRST, SECOND]);
  t.deepEqual(runsOfRange(OPEN), [LAST]);
});

test('the runs of all ranges come in the order of the sources', (t) => {
  t.deepEqual(savedRuns(manifestOf([WHOLE, OPEN])), [FIRST, SECOND, LAST]);
  t.deepEqual(savedRuns(manifestOf([rangeOf(0, null, [])])), []);
});

test('a range was read up to its position, or to the end of its provisional line', (t) => {
  t.deepEqual(reachedPosition(WHOLE), { source: 0, offset: 20 });
  t.deepEqual(reachedPosition(OPEN), { source: 0, offset: 25 });
  t.deepEqual(reachedPosition(rangeOf(7, null, [])), { source: 0, offset: 7 });
});

test('a run ends in its own source', (t) => {
  t.deepEqual(positionOfRun(runAt(10, { source: 3 })), { source: 3, offset: 10 });
});

test('the counters of all runs are added up, those of a provisional run too', (t) => {
  const sum = { ...NO_COUNTERS, lines: 9, events: 6, rejects: { 'bad-id': 3 } };
  t.deepEqual(sumCounters({ ranges: [WHOLE, OPEN], kept: null }), sum);
  t.deepEqual(sumCounters({ ranges: [rangeOf(0, null, [])], kept: null }), NO_COUNTERS);
});
