import test from 'ava';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { lineDisagreement } from '../support/line-disagreement.js';
import { linesOf } from '../support/scanned.js';
import { seedFor } from '../support/seed.js';
import { fuzzCampaign } from './fuzz.js';

test('mutated lines give the same result as the in-memory engine', async (t) => {
  const seed = seedFor(t.title);
  const { cases, counts, failures } = await fuzzCampaign({ seed, cases: 100_000 });
  t.deepEqual(failures, []);
  t.is(cases, 100_000);
  for (const kind of ['event', 'attributes', 'anonymous', 'reject']) t.true(counts[kind]! > 1000, kind);
});

test('the campaign detects a reading that differs in one line', (t) => {
  const event = { user_id: '1', type: 'event', id: '1', name: 'view' };
  const log = linesOf([event, { ...event, name: 'a,b' }, { ...event, name: 'v'.repeat(2000) }]);
  const rules = { maxLine: 1024, rejectDelimiters: false };
  const tally = { event: 0, attributes: 0, both: 0, anonymous: 0, ignored: 0, reject: 0 };
  t.is(lineDisagreement(log, new LineScanner({ maxLine: 1024 }), rules, tally), undefined);
  t.deepEqual(tally, { event: 2, attributes: 0, both: 0, anonymous: 0, ignored: 0, reject: 1 });
  t.regex(lineDisagreement(log, new LineScanner({ maxLine: 4096 }), rules, tally)!, /line-too-long/);
});
