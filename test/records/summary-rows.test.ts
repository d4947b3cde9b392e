import test from 'ava';
import fc from 'fast-check';
import { SummaryBatch } from '../../lib/records/summary-batch.js';
import { SummaryRows } from '../../lib/records/summary-rows.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

type Row = readonly [kind: 'user' | 'attribute' | 'event', ...texts: (string | bigint)[]];

class RecordedRows extends SummaryRows {
  readonly rows: Row[] = [];

  add(batch: SummaryBatch): this {
    this.visit(batch);
    return this;
  }

  protected override user(start: number, end: number): void {
    this.rows.push(['user', this.#text(start, end)]);
  }

  protected override attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    this.rows.push(['attribute', this.#text(nameStart, nameEnd), this.#text(valueStart, valueEnd)]);
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    this.rows.push(['event', this.#text(nameStart, nameEnd), this.countOf(countAt)]);
  }

  #text(start: number, end: number): string {
    return Buffer.from(this.source.subarray(start, end)).toString();
  }
}

test('rows are handed out in order, with one user row per user, however batches are cut', (t) => {
  fc.assert(
    fc.property(summariesArbitrary(), fc.integer({ min: 1, max: 8 }), (summaries, rowsPerBatch) => {
      const expected = summaries.flatMap(({ user_id, attributes, events }): Row[] => [
        ['user', user_id],
        ...[...attributes].map(([name, value]): Row => ['attribute', name, value]),
        ...[...events].map(([name, count]): Row => ['event', name, BigInt(count)]),
      ]);
      const recorded = new RecordedRows();
      for (const batch of summaryBatchesOf(summaries, rowsPerBatch)) recorded.add(batch);
      t.deepEqual(recorded.rows, expected);
    }),
  );
});

test('a batch that lies within a larger buffer is read from its own start', (t) => {
  const summary = { user_id: 'u', attributes: new Map([['a', 'x']]), events: new Map([['e', 2 ** 40 + 1]]) };
  const [{ bytes }] = summaryBatchesOf([summary], 10) as [SummaryBatch];
  const larger = Buffer.alloc(bytes.length + 12, 0xff);
  larger.set(bytes, 5);
  const { rows } = new RecordedRows().add(new SummaryBatch(larger.subarray(5, 5 + bytes.length), 1));
  t.deepEqual(rows, [
    ['user', 'u'],
    ['attribute', 'a', 'x'],
    ['event', 'e', 2n ** 40n + 1n],
  ]);
});

test('a count may be any number of 64 bits', (t) => {
  const row = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x65]);
  for (const count of [1n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    row.writeBigUInt64LE(count, 1);
    t.deepEqual(new RecordedRows().add(new SummaryBatch(row, 0)).rows, [['event', 'e', count]]);
  }
});

test('a batch without rows hands out none', (t) => {
  t.deepEqual(new RecordedRows().add(new SummaryBatch(new Uint8Array(0), 0)).rows, []);
});
