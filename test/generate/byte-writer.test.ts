import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../lib/generate/byte-writer.js';
import { piece } from '../../lib/generate/piece.js';
import { Random } from '../../lib/generate/random.js';
import { TextTable } from '../../lib/generate/text-table.js';

test('whole numbers are written in decimal', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger()), (value) => {
      const writer = new ByteWriter();
      writer.decimal(value);
      t.is(writer.take().toString(), String(value));
    }),
  );
  for (const value of [0, 9, 10, 99, 100, 999_999_999_999_999, 10 ** 15]) {
    const writer = new ByteWriter();
    writer.decimal(value);
    t.is(writer.take().toString(), String(value));
  }
});

test('texts and bytes are written in order, and repeated if asked', (t) => {
  const writer = new ByteWriter();
  const table = new TextTable(['one', 'zwölf', '']);
  writer.piece(piece('<'));
  const start = writer.length;
  writer.text(table, 2);
  writer.text(table, 0);
  writer.text(table, 1);
  writer.byte(0x3e);
  t.is(writer.since(start).toString(), 'zwölfone>');
  writer.repeat(start);
  t.is(writer.take().toString(), '<zwölfone>zwölfone>');
  t.is(writer.length, 0);
  writer.bytes(Buffer.from('!'));
  writer.piece(piece('?'));
  t.is(writer.take().toString(), '!?');
});

test('the writer is full at 256 KiB, and throws if a step wrote more than it has room for', (t) => {
  const writer = new ByteWriter();
  writer.bytes(new Uint8Array(2 ** 18 - 1));
  t.false(writer.full);
  writer.byte(0);
  t.true(writer.full);
  writer.bytes(new Uint8Array(2 ** 18));
  t.is(writer.take().length, 2 ** 19);
  writer.bytes(new Uint8Array(2 ** 19));
  writer.byte(0);
  t.throws(() => writer.take(), { message: /a step wrote more/ });
});

test('UUIDs are random, and of version 4', (t) => {
  const random = new Random(1, 2, 3);
  const nibbles = new Map<number, Set<string>>();
  for (let i = 0; i < 500; i++) {
    const writer = new ByteWriter();
    writer.uuid(random);
    const text = writer.take().toString();
    t.regex(text, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const [at, digit] of [...text].entries()) {
      nibbles.set(at, (nibbles.get(at) ?? new Set()).add(digit));
    }
  }
  const varied = [...nibbles.values()].filter(({ size }) => size === 16);
  t.is(varied.length, 30, 'every digit except the version and the variant takes every value');
});
