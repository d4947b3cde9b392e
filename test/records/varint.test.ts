import test from 'ava';
import { readText, readVarint } from '../../lib/records/varint.js';

test('a varint has seven bits a byte, the lowest first, up to 32 bits', (t) => {
  for (const [hex, value] of [
    ['00', 0],
    ['7f', 127],
    ['8001', 128],
    ['ac02', 300],
    ['ffffffff0f', 2 ** 32 - 1],
  ] as const) {
    const bytes = Buffer.from(`ff${hex}ff`, 'hex');
    t.deepEqual(readVarint(bytes, 1), { value, end: bytes.length - 1 });
  }
});

test('a text is stored as its length and its bytes', (t) => {
  const long = Buffer.alloc(300, 'x');
  const bytes = Buffer.concat([Buffer.of(0, 0xac, 2), long, Buffer.of(7)]);
  t.deepEqual(readText(bytes, 0), { text: Buffer.alloc(0), end: 1 });
  t.deepEqual(readText(bytes, 1), { text: long, end: 303 });
});
