import test from 'ava';
import fc from 'fast-check';
import { RowFormatter } from '../../lib/format/row-formatter.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

/** Writes what it is handed, in a form of its own. */
class Recorder extends RowFormatter {
  readonly rows: string[] = [];

  protected override user(start: number, end: number): void {
    this.#record('user', this.#text(start, end));
  }

  protected override attribute(
    ...[nameStart, nameEnd, valueStart, valueEnd]: [number, number, number, number]
  ): void {
    this.#record('attribute', this.#text(nameStart, nameEnd), this.#text(valueStart, valueEnd));
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    this.#record('event', this.#text(nameStart, nameEnd), String(this.countOf(countAt)));
  }

  protected override last(): void {
    this.#record('last');
  }

  #record(...row: string[]): void {
    const text = JSON.stringify(row);
    this.rows.push(text);
    const bytes = Buffer.from(text);
    this.reserve(bytes.length + 5);
    for (const byte of bytes) this.put(byte);
    this.putAscii(' end\n');
  }

  #text(start: number, end: number): string {
    return Buffer.from(this.source.subarray(start, end)).toString();
  }
}

test('every row is handed over once, in order', (t) =>
  fc.assert(
    fc.property(summariesArbitrary(), fc.integer({ min: 1, max: 5 }), (summaries, rowsPerBatch) => {
      const formatter = new Recorder();
      const chunks = summaryBatchesOf(summaries, rowsPerBatch).map((batch) =>
        Buffer.from(formatter.format(batch)),
      );
      const written = Buffer.concat([...chunks, formatter.end()]).toString();
      const expected = summaries.flatMap(({ user_id, attributes, events }) => [
        ['user', user_id],
        ...[...attributes].map((entry) => ['attribute', ...entry]),
        ...[...events].map(([name, count]) => ['event', name, String(count)]),
      ]);
      const rows = [...expected, ['last']].map((row) => JSON.stringify(row));
      t.deepEqual(formatter.rows, rows);
      t.is(written, rows.map((row) => `${row} end\n`).join(''));
    }),
    { numRuns: 60 },
  ));

test('the output grows for a row that does not fit', (t) => {
  const value = 'v'.repeat(300_000);
  const summaries = [{ user_id: '1', attributes: new Map([['a', value]]), events: new Map([['e', 1]]) }];
  const formatter = new Recorder();
  const [batch] = summaryBatchesOf(summaries, 10);
  t.is(
    Buffer.from(formatter.format(batch!)).toString(),
    formatter.rows.map((row) => `${row} end\n`).join(''),
  );
});
