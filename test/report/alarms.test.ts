import test from 'ava';
import type { SummarizeStats } from '../../lib/job/stats.js';
import { alarms } from '../../lib/report/alarms.js';
import { RECORD } from '../support/job-record.js';

const stats: SummarizeStats = {
  ...RECORD.stats,
  lines: 1000,
  events: 900,
  attributes: 100,
  anonymous: 0,
  ignored: 0,
  rejects: {},
};

test('there is an alarm where nothing or little counts, and none otherwise', (t) => {
  t.deepEqual(alarms(stats), []);
  t.deepEqual(alarms({ ...stats, rejects: { 'bad-id': 49 } }), []);
  t.deepEqual(alarms({ ...stats, rejects: { 'bad-id': 50 } }), ['50 of 1,000 lines (5 %) were rejected.']);
  t.deepEqual(alarms({ ...stats, anonymous: 999 }), ['999 of 1,000 lines (99 %) have no user.']);
  t.deepEqual(alarms({ ...stats, lines: 0 }), ['The sources have no lines.']);
  t.deepEqual(alarms({ ...stats, events: 0, attributes: 0, ignored: 1000 }), [
    'No line is a valid activity: the summary is empty.',
    '1,000 of 1,000 lines (100 %) are of types that the mapping ignores.',
  ]);
});
