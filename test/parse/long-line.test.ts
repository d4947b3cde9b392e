import test from 'ava';
import { LongLine } from '../../lib/parse/long-line.js';

function longLine(from: number, pieces: string[], terminated: boolean): LongLine {
  const line = new LongLine(from);
  for (const piece of pieces) line.push(Buffer.from(piece));
  line.end(terminated);
  return line;
}

test('a long line knows its offset and length without its line end', (t) => {
  t.like(longLine(10, ['abc', 'de'], true), { start: 10, length: 5, position: 16, blank: false });
  t.like(longLine(10, ['abc', 'de\r'], true), { start: 10, length: 5, position: 17 });
  t.like(longLine(10, ['abc', '\r'], false), { start: 10, length: 4, position: 14 });
});

test('a long line skips a byte order mark only at the start of the source', (t) => {
  t.like(longLine(0, ['\ufeffabc'], true), { start: 3, length: 3, position: 7, text: Buffer.from('abc') });
  t.like(longLine(5, ['\ufeffabc'], true), { start: 5, length: 6, text: Buffer.from('\ufeffabc') });
});

test('a long line keeps its first KiB', (t) => {
  const start = '\ufeff'.concat('x'.repeat(1000));
  t.deepEqual(
    longLine(0, [start, 'y'.repeat(5000)], true).text,
    Buffer.from('x'.repeat(1000).padEnd(1024, 'y')),
  );
});

test('a long line of white space is blank', (t) => {
  t.true(longLine(0, [' \t\r', '  '], true).blank);
  t.true(longLine(0, ['\ufeff  ', '  '], true).blank);
  t.false(longLine(0, ['  ', ' x'], true).blank);
  t.false(longLine(9, ['\ufeff  '], true).blank);
});
