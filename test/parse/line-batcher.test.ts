import test from 'ava';
import fc from 'fast-check';
import { type LineBatch, LineBatcher } from '../../lib/parse/line-batcher.js';
import { LongLine } from '../../lib/parse/long-line.js';

const MAX_LINE = 24;

interface Settings {
  readonly position?: number;
  readonly batchSize?: number;
}

function cut(chunks: readonly Uint8Array[], { position = 0, batchSize = 16 }: Settings = {}) {
  const batcher = new LineBatcher({ position, maxLine: MAX_LINE, batchSize });
  const batches: (LineBatch | LongLine)[] = [];
  for (const chunk of chunks) batches.push(...batcher.push(chunk));
  return [...batches, ...batcher.end()];
}

function chunksOf(text: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.subarray(index * size, (index + 1) * size),
  );
}

const lineArbitrary = fc
  .tuple(fc.constantFrom('a', ' '), fc.nat({ max: 60 }), fc.constantFrom('\n', '\r\n'))
  .map(([byte, length, end]) => byte.repeat(length) + end);
const textArbitrary = fc
  .tuple(
    fc.constantFrom('', '\ufeff'),
    fc.array(lineArbitrary, { maxLength: 20 }),
    fc.constantFrom('', 'tail', '\r'),
  )
  .map(([mark, lines, tail]) => Buffer.from(mark + lines.join('') + tail));

test('all lines come out whole and in order, however they are chunked', (t) =>
  fc.assert(
    fc.property(
      textArbitrary,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 7000),
      (text, chunkSize, batchSize, position) => {
        let offset = 0;
        for (const batch of cut(chunksOf(text, chunkSize), { position, batchSize })) {
          if (batch instanceof LongLine) {
            const line = text.subarray(batch.start - position, batch.start - position + batch.length);
            t.true(line.length > MAX_LINE);
            t.false(line.includes('\n'));
            t.deepEqual(batch.text, line);
            t.is(batch.provisional, batch.position === position + text.length && text.at(-1) !== 0x0a);
            t.is(batch.blank, /^[ \t\r]*$/.test(line.toString('latin1')));
            offset = batch.position - position;
          } else {
            const lines = Buffer.concat(batch.parts);
            t.is(batch.provisional === true, lines.at(-1) !== 0x0a);
            if (batch.provisional === true) t.false(lines.includes('\n'));
            t.is(batch.start, position + offset);
            t.deepEqual(lines, text.subarray(offset, offset + lines.length));
            offset += lines.length;
          }
          t.true(offset === text.length || text[offset - 1] === 0x0a);
        }
        t.is(offset, text.length);
      },
    ),
    { numRuns: 1000 },
  ));

test('the batcher holds at most a batch and a line', (t) => {
  const batcher = new LineBatcher({ position: 0, maxLine: MAX_LINE, batchSize: 16 });
  const chunk = Buffer.alloc(1000, 'x');
  for (let count = 0; count < 1000; count++) t.deepEqual([...batcher.push(chunk)], []);
  const [line, ...others] = [...batcher.push(Buffer.from('\nnext\n')), ...batcher.end()];
  t.true(line instanceof LongLine);
  t.like(line, { start: 0, length: 1_000_000, position: 1_000_001, text: Buffer.alloc(1024, 'x') });
  t.deepEqual(others, [{ start: 1_000_001, parts: [Buffer.from('next\n')] }]);
});

test('a chunk longer than a batch is cut', (t) => {
  const batches = cut([Buffer.from('one\ntwo\nthree\nfour\nfive\nsix\n')]) as LineBatch[];
  t.deepEqual(
    batches.map(({ parts }) => Buffer.concat(parts).toString()),
    ['one\ntwo\nthree\n', 'four\nfive\nsix\n'],
  );
});

test('an empty source gives no batch', (t) => {
  t.deepEqual(cut([]), []);
  t.deepEqual(cut([Buffer.alloc(0)]), []);
});
