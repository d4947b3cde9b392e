import test from 'ava';
import fc from 'fast-check';
import { jsonFault, typeIn, utf8Fault } from '../../lib/validate/line-fault.js';

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));

test('a line that is not UTF-8 is at fault where its first faulty sequence begins', (t) => {
  t.deepEqual(utf8Fault(bytes('ab', 0xff, 'c')), { column: 3, found: 'the byte 0xff' });
  t.deepEqual(utf8Fault(bytes('ä', 0xe2, 0x82, 'x')), { column: 3, found: 'the byte 0xe2' });
  t.deepEqual(utf8Fault(bytes('\ufffd', 0xef, 0xbf)), { column: 4, found: 'the byte 0xef' });
  t.deepEqual(utf8Fault(bytes(0xed, 0xa0, 0x80)), { column: 1, found: 'the byte 0xed' });
});

test('what is before the fault is UTF-8, and is not with the byte at fault and any that follow', (t) =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array({ minLength: 1, maxLength: 6 }),
      (text, rest) => {
        const line = bytes(text, ...rest);
        const isUtf8 = (part: Uint8Array) => Buffer.from(part.toString()).equals(part);
        if (isUtf8(line)) return;
        const { column } = utf8Fault(line);
        t.true(isUtf8(line.subarray(0, column - 1)));
        for (let end = column; end <= Math.min(line.length, column + 3); end++)
          t.false(isUtf8(line.subarray(column - 1, end)) && end > column, `${end}`);
      },
    ),
  ));

test('malformed JSON is shown by its first character that cannot be there', (t) => {
  t.deepEqual(jsonFault(bytes('{"a":x}')), { column: 6, found: "'x'" });
  t.deepEqual(jsonFault(bytes("{'a':1}")), { column: 2, found: `"'"` });
  t.deepEqual(jsonFault(bytes('[é]')), { column: 2, found: "'é'" });
  t.deepEqual(jsonFault(bytes('["a\tb"]')), { column: 4, found: 'the byte 0x09' });
  t.deepEqual(jsonFault(bytes('{"a":')), { column: 6, found: 'the end of the line' });
  t.deepEqual(jsonFault(bytes('['.repeat(600))), { column: 513, found: 'one more level' });
});

test('the type of a line is shown by its first characters, or by what it is', (t) => {
  t.is(typeIn(bytes('{"type":"page","type":"a\\"b"}')), '"a\\"b"');
  t.is(typeIn(bytes(`{"type":"${'x'.repeat(100)}"}`)), `"${'x'.repeat(64)}"`);
  t.is(typeIn(bytes('{}')), 'nothing');
  t.is(typeIn(bytes('{"type":null}')), 'null');
  t.is(typeIn(bytes('{"type":7}')), 'a number');
  t.is(typeIn(bytes('{"type":true}')), 'a boolean');
  t.is(typeIn(bytes('{"type":[]}')), 'an array');
  t.is(typeIn(bytes('{"type":{}}')), 'an object');
});
