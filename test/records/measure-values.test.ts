import test from 'ava';
import { MeasureValues } from '../../lib/records/measure-values.js';
import { SummaryBatch } from '../../lib/records/summary-batch.js';

test('measures remember which are numbers, also when they are added to others', (t) => {
  const measures = new MeasureValues();
  measures.setNumber('sum', '12.5');
  measures.set('plan', '12.5');
  const copy = new MeasureValues().add(measures);
  t.deepEqual([...copy], [...measures]);
  t.true(MeasureValues.isNumber(copy, 'sum'));
  t.false(MeasureValues.isNumber(copy, 'plan'));
  t.false(MeasureValues.isNumber(new Map(copy), 'sum'));
  t.is(JSON.stringify(copy), '{"sum":"12.5","plan":"12.5"}');
});

test('a batch made from summaries with measures has the same rows', (t) => {
  const measures = new MeasureValues();
  measures.setNumber('sum', '12.5');
  measures.set('plan', 'pro');
  const maps = { attributes: new Map([['city', 'Oslo']]), events: new Map([['page', 2]]) };
  const batch = SummaryBatch.from([
    { user_id: '1', ...maps, measures },
    { user_id: '2', ...maps, measures: new Map() },
    { user_id: '3', ...maps },
  ]);
  const parts = [...batch];
  t.deepEqual(
    parts.map((part) => part.measures && [...part.measures]),
    [
      [
        ['plan', 'pro'],
        ['sum', '12.5'],
      ],
      [],
      undefined,
    ],
  );
  t.deepEqual(SummaryBatch.from(parts).bytes, batch.bytes);
});
