import test from 'ava';
import { profileFields } from '../../lib/inspect/profile-fields.js';
import { timeSpan } from '../../lib/inspect/time-span.js';

const span = (records: readonly object[], ...paths: string[][]) => {
  const fields = profileFields(records);
  return timeSpan(
    records,
    fields,
    paths,
    fields.find(({ time }) => time !== undefined),
  );
};

test('the earliest and the latest time are told in UTC, in every unit', (t) => {
  const expected = { path: 'at', from: '2023-11-14T22:13:20.000Z', to: '2023-11-14T22:13:21.000Z' };
  t.deepEqual(span([{ at: 1.7e9 + 1 }, { at: 1.7e9 }]), expected);
  t.deepEqual(span([{ at: 1.7e12 }, { at: 1.7e12 + 1000 }]), expected);
  t.deepEqual(span([{ at: '2023-11-14T23:13:20+01:00' }, { at: '2023-11-14 22:13:21' }]), expected);
});

test('the paths of the mapping come before a field that only looks like a time', (t) => {
  const records = [{ sent: '2024-01-01', at: { time: '2023-01-01' } }];
  t.is(span(records)!.path, 'sent');
  t.is(span(records, ['none'], ['at', 'time'])!.path, 'at.time');
  t.is(span([{ a: 1 }]), undefined);
});
