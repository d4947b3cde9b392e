import test from 'ava';
import { encodeSummaries } from '../../lib/records/encode-summaries.js';
import { SummaryBatch } from '../../lib/records/summary-batch.js';

test('a summary is its user, attributes and events, each by the bytes of their names', (t) => {
  const { bytes, users } = encodeSummaries([
    {
      user_id: '7',
      attributes: new Map([
        ['\u{1f600}', 'x'],
        ['\uffff', ''],
      ]),
      events: new Map([['view', 258]]),
    },
    { user_id: '', attributes: new Map(), events: new Map() },
  ]);
  t.is(users, 2);
  t.is(
    bytes.toString('latin1'),
    Buffer.from(
      '\0\x017' + '\x02\x03\uffff\0' + '\x02\x04\u{1f600}\x01x' + '\x03\x02\x01\0\0\0\0\0\0\x04view' + '\0\0',
    ).toString('latin1'),
  );
});

test('texts of any length are read back as they were', (t) => {
  for (const length of [0, 127, 128, 16_383, 16_384, 300_000]) {
    const summary = {
      user_id: 'u'.repeat(length),
      attributes: new Map([['n', 'v'.repeat(length)]]),
      events: new Map([['e', Number.MAX_SAFE_INTEGER]]),
    };
    const { bytes, users } = encodeSummaries([summary]);
    const [read] = [...new SummaryBatch(bytes, users)];
    t.is(read?.user_id, summary.user_id);
    t.deepEqual([...(read?.attributes ?? [])], [...summary.attributes]);
    t.deepEqual([...(read?.events ?? [])], [...summary.events]);
  }
});
