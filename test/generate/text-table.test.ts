import test from 'ava';
import fc from 'fast-check';
import { TextTable } from '../../lib/generate/text-table.js';

test('a table holds each text once, in ascending byte order, and finds its index', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ë', '\u{ffee}') })), (texts) => {
      const table = new TextTable(texts);
      const found = Array.from({ length: table.size }, (_, i) => table.text(i));
      const expected = [...new Set(texts)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      t.deepEqual(found, expected);
      t.deepEqual(
        found.map((text) => table.indexOf(text)),
        [...found.keys()],
      );
      t.is(table.indexOf('c'), -1);
    }),
  );
});
