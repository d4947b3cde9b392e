import test from 'ava';
import fc from 'fast-check';
import { RECORD_SHAPE, RECORD_WORDS, SHAPE_SAME_LINE } from '../../lib/kernel/layout/columns.js';
import type { ActivityColumns } from '../../lib/records/activity-columns.js';
import { withoutRecords } from '../../lib/records/without-records.js';

/** Records whose words and timestamp say which they are. */
function columnsOf(count: number, release?: () => void): ActivityColumns {
  const records = Uint32Array.from({ length: count * RECORD_WORDS }, (_, word) =>
    Math.floor(word / RECORD_WORDS),
  );
  const timestamps = Float64Array.from({ length: count }, (_, index) => index);
  return { records, timestamps, ...(release === undefined ? {} : { release }) } as unknown as ActivityColumns;
}

test('what stays are the records that are not dropped, in their order', (t) => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 30 }), fc.boolean(), (drops, owned) => {
      const columns = columnsOf(drops.length, owned ? () => {} : undefined);
      const dropped = [...drops.keys()].filter((index) => drops[index]);
      const kept = [...drops.keys()].filter((index) => !drops[index]);
      const { records, timestamps } = withoutRecords(columns, dropped);
      t.deepEqual([...timestamps], kept);
      t.deepEqual(
        [...records],
        kept.flatMap((index) => new Array<number>(RECORD_WORDS).fill(index)),
      );
    }),
  );
});

test('a batch that may belong to others is left as it is; one of its own is not copied', (t) => {
  const shared = columnsOf(3);
  withoutRecords(shared, [0]);
  t.deepEqual([...shared.timestamps], [0, 1, 2]);
  const own = columnsOf(3, () => {});
  t.is(withoutRecords(own, [0]).timestamps.buffer, own.timestamps.buffer);
});

test('the first record that stays of a line is the first of it, and no other record is', (t) => {
  const line = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, owned) => {
      const drops = lines.flat();
      const columns = columnsOf(drops.length, owned ? () => {} : undefined);
      const isMore = lines.flatMap((records) => records.map((_, index) => index > 0));
      for (const [index, more] of isMore.entries())
        columns.records[index * RECORD_WORDS + RECORD_SHAPE] = more ? SHAPE_SAME_LINE : 0;
      const expected = lines.flatMap((records) =>
        records.filter((dropped) => !dropped).map((_, index) => (index > 0 ? SHAPE_SAME_LINE : 0)),
      );
      const { records } = withoutRecords(
        columns,
        [...drops.keys()].filter((index) => drops[index]),
      );
      t.deepEqual(
        expected.map((_, index) => records[index * RECORD_WORDS + RECORD_SHAPE]),
        expected,
      );
    }),
  );
});
