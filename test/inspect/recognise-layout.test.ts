import { readFileSync } from 'node:fs';
import test from 'ava';
import { recogniseLayout, recordsIn } from '../../lib/inspect/recognise-layout.js';
import { sourceFixture } from '../support/source-fixtures.js';

for (const [content, expected] of [
  ['PK\x03\x04rest', 'zip'],
  ['<!DOCTYPE html>\n<html>', 'HTML'],
  ['\ufeff  <html lang="en">', 'HTML'],
  ['<?xml version="1.0"?>\n', 'XML'],
  ['user,name\n1,a\n2,b\n', 'CSV'],
  ['user;name;x\r\n1;a;x\r\n', 'CSV'],
  ['user\tname\n1\ta\n', 'CSV'],
] as const) {
  test(`content other than JSON is recognised: ${JSON.stringify(content)}`, async (t) => {
    const { input, looks } = recogniseLayout(Buffer.from(content));
    t.is(input, undefined);
    t.true(looks?.includes(expected), looks);
  });
}

test('UTF-16 is recognised by its mark', async (t) => {
  t.true(recogniseLayout(Buffer.from('\ufeffa', 'utf16le')).looks?.includes('UTF-16'));
});

test('unknown content is taken for lines', async (t) => {
  for (const content of ['', 'nonsense\nmore\n', '{}\n', '{"a":1}\n{"a":2}\n', '7', '\0\0\0'])
    t.deepEqual(recogniseLayout(Buffer.from(content)), { input: 'lines', looks: undefined }, content);
});

test('values in other layouts are recognised and read', async (t) => {
  for (const [name, looks] of [
    ['array.json', 'a JSON array'],
    ['concatenated.json', 'JSON values of several lines'],
  ] as const) {
    const head = readFileSync(sourceFixture(name));
    t.deepEqual(recogniseLayout(head), { input: 'json', looks });
    t.is((await recordsIn(head, 'json', 3)).records.length, 3);
  }
});

test('records are lines that are not blank, or values, up to where the bytes break off', async (t) => {
  const { records: lines } = await recordsIn(Buffer.from('{"a":1}\n \n\r\n{"b":2}'), 'lines', 9);
  t.deepEqual(
    lines.map(({ offset, bytes }) => [offset, bytes.toString()]),
    [
      [0, '{"a":1}'],
      [12, '{"b":2}'],
    ],
  );
  const cut = Buffer.from(`[${'{"a":1},'.repeat(9999)}{"b":`);
  const { records, fault } = await recordsIn(cut, 'json', 10_000);
  t.true(records.length > 5000);
  t.regex(fault ?? '', /cannot be read/);
});
