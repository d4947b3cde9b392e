import test from 'ava';
import fc from 'fast-check';
import { csvFacts, isCsvRowOf } from '../../lib/verify/csv-facts.js';
import { UnreadableRecord } from '../../lib/verify/fact.js';
import type { SummaryRecord } from '../../lib/verify/records.js';

/** Rows after the first one, each on a line of its own. */
const recordsOf = (...texts: string[]): SummaryRecord[] =>
  texts.map((text, index) => ({ start: 100 * (index + 1), line: index + 2, text }));

async function read(...texts: string[]) {
  const facts = await csvFacts(recordsOf(...texts));
  return facts.map((fact) => {
    if (fact === undefined || fact instanceof UnreadableRecord) return fact?.reason;
    return [fact.user, fact.kind, fact.name, fact.value];
  });
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('rows give back any fields, whatever their quotes', (t) => {
  const field = fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\t',
      '\v',
      '\f',
      '\xa0',
      '"',
      ',',
      '\n',
      '\r',
      '\0',
      '\xff',
      '\xef',
      '\xbb',
    ),
    maxLength: 6,
  });
  const row = fc.record({ user: field, name: field, value: field, quotes: fc.nat(15), event: fc.boolean() });
  return fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), fc.boolean(), async (rows, crlf) => {
      const fields = rows.map(({ user, event, name, value }) => [
        user,
        event ? 'event' : 'attribute',
        name,
        value,
      ]);
      const texts = fields.map((row, index) =>
        row
          .map((text, at) => (/[",\r\n]/.test(text) || (rows[index]!.quotes >> at) & 1 ? quoted(text) : text))
          .join(','),
      );
      t.deepEqual(await read(...texts.map((text) => (crlf ? `${text}\r` : text))), fields);
      for (const [index, text] of texts.entries()) t.true(isCsvRowOf(fields[index]![0]!, text));
    }),
    { numRuns: 200 },
  );
});

test('each text that is not a row is reported, and the rows beside it are read', async (t) => {
  const good = '7,event,page,2';
  t.deepEqual(
    await read(
      good,
      '7,event,page',
      '',
      '\r',
      '7,x,page,2',
      '7,,page,',
      '7,,,',
      'a"b',
      '"a"b,,,',
      '"7',
      good,
    ),
    [
      ['7', 'event', 'page', '2'],
      'it has 3 fields, not 4',
      'it is empty',
      'it is empty',
      "its kind is 'x', none of 'attribute', 'event' and 'measure'",
      "its kind is '', none of 'attribute', 'event' and 'measure'",
      ['7', '', '', ''],
      'it has 1 field, not 4',
      'its quotes do not follow RFC 4180',
      'its quotes do not follow RFC 4180',
      ['7', 'event', 'page', '2'],
    ],
  );
  t.deepEqual(
    await read('7,event,a\rb,2'),
    ['its quotes do not follow RFC 4180'],
    'a CR outside quotes ends a row',
  );
});

test('a header is recognised only at the start of the file', async (t) => {
  const text = '"user_id",kind,"name",value';
  t.deepEqual(await csvFacts([{ start: 0, line: 1, text }]), [undefined]);
  t.deepEqual(await read(text), ["its kind is 'kind', none of 'attribute', 'event' and 'measure'"]);
});

test('the rows of a user are recognised by their first field', (t) => {
  t.true(isCsvRowOf('a"b', '"a""b",event,x,1'));
  t.false(isCsvRowOf('7', '77,event,x,1'));
  t.false(isCsvRowOf('7', '"77",event,x,1'));
});
