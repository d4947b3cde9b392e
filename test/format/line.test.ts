import test from 'ava';
import fc from 'fast-check';
import { LineFormatter } from '../../lib/format/line.js';
import type { EmptySections } from '../../lib/format/output-format.js';
import type { Summary } from '../../lib/records/summary.js';
import { failsWith } from '../support/fails-with.js';
import { summariesArbitrary } from '../support/summaries-arbitrary.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' };
const escaped = (text: string) => text.replace(/[\\,=\n\r]/g, (char) => ESCAPES[char] ?? `\\${char}`);

function expectedLine({ user_id, attributes, events }: Summary, emptySections: EmptySections): string {
  const sections = [attributes, events].map((section) =>
    [...section].map(([name, value]) => `${escaped(name)}=${escaped(String(value))}`),
  );
  const kept = sections.filter((fields) => emptySections === 'keep' || fields.length > 0);
  return `${[escaped(user_id), ...kept.map((fields) => fields.join(','))].join(',')}\n`;
}

function format(formatter: LineFormatter, summaries: readonly Summary[], rowsPerBatch: number): string {
  const chunks = summaryBatchesOf(summaries, rowsPerBatch).map((batch) =>
    Buffer.from(formatter.format(batch)),
  );
  return Buffer.concat([...chunks, formatter.end()]).toString();
}

for (const emptySections of ['keep', 'omit'] as const) {
  test(`lines are the same however the rows are spread over batches, with empty sections: ${emptySections}`, (t) => {
    const formatter = new LineFormatter('escape', emptySections);
    fc.assert(
      fc.property(summariesArbitrary(), fc.integer({ min: 1, max: 5 }), (summaries, rowsPerBatch) => {
        const expected = summaries.map((summary) => expectedLine(summary, emptySections)).join('');
        t.is(format(formatter, summaries, rowsPerBatch), expected);
      }),
      { numRuns: 150 },
    );
  });
}

test('under the policy reject a text is written unchanged, and a delimiter fails', async (t) => {
  for (const byte of Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))) {
    for (const text of [`${byte}`, `a text that is longer than sixteen bytes${byte}and continues`]) {
      const summaries = [{ user_id: '1', attributes: new Map([['a', text]]), events: new Map() }];
      const write = () => format(new LineFormatter('reject', 'keep'), summaries, 1);
      if (/[,=\n\r]/.test(byte)) await failsWith(t, write, 'delimiter-in-output', JSON.stringify(text));
      else t.is(write(), `1,a=${text},\n`);
    }
  }
});

test('counts of any size are written in full', (t) => {
  const counts = [1, 9, 10, 4294967296, Number.MAX_SAFE_INTEGER];
  const events = new Map(counts.map((count) => [`n${count}`, count]));
  const summaries = [{ user_id: '1', attributes: new Map(), events }];
  const fields = counts.map((count) => `n${count}=${count}`);
  t.is(format(new LineFormatter('reject', 'keep'), summaries, 2), `1,,${fields.join(',')}\n`);
});
