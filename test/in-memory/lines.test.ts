import test from 'ava';
import fc from 'fast-check';
import { linesOf } from '../../lib/in-memory/lines.js';

async function split(...chunks: (string | Uint8Array)[]) {
  const lines: [number, string][] = [];
  for await (const { offset, bytes } of linesOf(chunks.map((chunk) => Buffer.from(chunk as string)))) {
    lines.push([offset, bytes.toString('latin1')]);
  }
  return lines;
}

test('LF and CRLF end a line, and the last line needs neither', async (t) => {
  t.deepEqual(await split('a\nbc\r\n\nd'), [
    [0, 'a'],
    [2, 'bc'],
    [6, ''],
    [7, 'd'],
  ]);
});

test('an empty source has no line, and a final line end begins none', async (t) => {
  t.deepEqual(await split(), []);
  t.deepEqual(await split(''), []);
  t.deepEqual(await split('a\n'), [[0, 'a']]);
});

test('a CR that is not directly before an LF belongs to its line', async (t) => {
  t.deepEqual(await split('a\rb\n\r\r\nc\r'), [
    [0, 'a\rb'],
    [4, '\r'],
    [7, 'c\r'],
  ]);
});

test('a byte order mark belongs to no line at the start of the source, and to its line elsewhere', async (t) => {
  t.deepEqual(await split('\ufeffa\n\ufeffb'), [
    [3, 'a'],
    [5, '\xef\xbb\xbfb'],
  ]);
  t.deepEqual(await split('\ufeff\n'), [[3, '']]);
  t.deepEqual(await split(Buffer.from([0xef, 0xbb])), [[0, '\xef\xbb']]);
});

test('where chunks are cut makes no difference', async (t) => {
  const pieces = fc.array(fc.constantFrom('\n', '\r', '\r\n', '\ufeff', 'a', 'bc'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 5 }), async (parts, size) => {
      const whole = Buffer.from(parts.join(''));
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
      t.deepEqual(await split(...chunks), await split(whole));
    }),
  );
});
