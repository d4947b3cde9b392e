import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';
import fc from 'fast-check';
import { type ParseOptions, parse } from '../../lib/parse/parse.js';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';
import { logArbitrary } from '../support/arbitraries.js';
import { scannedRecords } from '../support/scanned-record.js';
import { chunksOf } from '../support/summarize-by-stages.js';

async function parseAll(chunks: Iterable<Uint8Array>, options?: ParseOptions): Promise<ActivityBatch[]> {
  const batches: ActivityBatch[] = [];
  await pipeline(Readable.from(chunks), parse(options), async (source) => {
    for await (const batch of source) batches.push(batch);
  });
  return batches;
}

test('any chunks and batch sizes give the same records', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary(),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 3000 }),
      async (log, chunkSize, batchSize) => {
        const whole = await parseAll([log], { maxLine: '1KiB' });
        const batches = await parseAll(chunksOf(log, chunkSize), { maxLine: '1KiB', batchSize });
        t.deepEqual(batches.flatMap(scannedRecords), whole.flatMap(scannedRecords));
        t.is(batches.at(-1)?.position, whole.at(-1)?.position);
      },
    ),
    { numRuns: 60 },
  ));

test('parse takes chunks of one byte', async (t) => {
  const log = Buffer.from(`{"user_id":"ä"}\r\n\n{"x":"${'y'.repeat(3000)}"}\n{}`);
  const batches = await parseAll(chunksOf(log, 1), { maxLine: '1KiB', batchSize: 1 });
  t.deepEqual(
    batches.flatMap(scannedRecords).map(({ offset, length, fault }) => [offset, length, fault]),
    [
      [0, 16, undefined],
      [19, 3008, 'too-long'],
      [3028, 2, undefined],
    ],
  );
});

test('offsets count from the position given', async (t) => {
  const [batch] = await parseAll([Buffer.from('{}\n{}\n')], { position: 1000 });
  t.like(batch, { start: 1000, position: 1006 });
  t.deepEqual(
    scannedRecords(batch!).map(({ offset }) => offset),
    [1000, 1003],
  );
});

test('a line that is too long has its whole length, though only its beginning is kept', async (t) => {
  const chunk = Buffer.alloc(2 ** 20, 'x');
  const [batch] = await parseAll(Array(20).fill(chunk), { batchSize: '16KiB', maxLine: '1MiB' });
  t.is(batch!.bytes.length, 1024);
  t.like(scannedRecords(batch!)[0], { offset: 0, length: 20 * 2 ** 20, fault: 'too-long' });
  t.is(batch!.timestamps[0], 20 * 2 ** 20);
});

test('a blank line is skipped however long it is', async (t) => {
  const batches = await parseAll([Buffer.alloc(5000, ' '), Buffer.from('\n')], {
    maxLine: '1KiB',
    batchSize: 100,
  });
  t.deepEqual(batches.flatMap(scannedRecords), []);
  t.is(batches.at(-1)!.position, 5001);
});

test('a line of exactly the default limit, its line end not counted, is read whole', async (t) => {
  const limit = 2 ** 20;
  const lineOf = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`;
  const ends = ['\r\n', '\n', ''];
  const log = Buffer.from(
    ends.map((end) => lineOf(limit) + (end || '\n') + lineOf(limit + 1) + end).join(''),
  );
  for (const chunkSize of [log.length, 65_536]) {
    const batches = await parseAll(chunksOf(log, chunkSize));
    t.deepEqual(
      batches.flatMap(scannedRecords).map(({ length, fault }) => [length, fault]),
      ends.flatMap(() => [
        [limit, undefined],
        [limit + 1, 'too-long'],
      ]),
    );
  }
});

test('chunks that are not bytes are refused', async (t) => {
  const error = await t.throwsAsync(parseAll(['{}\n'] as unknown as Uint8Array[]), { code: 'bad-pipeline' });
  t.is(error?.message, 'parse: what comes must be bytes (Buffer or Uint8Array); give the source no encoding');
});

test('parse waits for its reader', async (t) => {
  let pulled = 0;
  const lines = Buffer.from('{}\n'.repeat(1000));
  const source = Readable.from(
    (function* () {
      for (; pulled < 1000; pulled++) yield lines;
    })(),
    { highWaterMark: 1 },
  );
  const stage = source.pipe(parse({ batchSize: 3000 }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.true(pulled < 20, `${pulled} chunks were read ahead`);
  stage.destroy();
  source.destroy();
});

test('parse ends when it is destroyed or aborted', async (t) => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.from('{}\n'.repeat(1000));
    })(),
  );
  const abort = new AbortController();
  const error = await t.throwsAsync(
    pipeline(
      endless,
      parse({ batchSize: 1000 }),
      async (source) => {
        for await (const _ of source) abort.abort();
      },
      { signal: abort.signal },
    ),
  );
  t.is(error?.name, 'AbortError');
  t.true(endless.destroyed);
});

test('parse refuses options that cannot work', (t) => {
  for (const [options, message] of [
    [{ position: -1 }, 'parse: position must be a whole number between 0 and 9007199254740991, not -1'],
    [{ maxLine: 1023 }, 'parse: maxLine must be between 1 KiB and 256 MiB, not 1023'],
    [{ batchSize: 0 }, 'parse: batchSize must be between 1 B and 64 MiB, not 0'],
    [
      { maxLength: 7 },
      "parse: unknown option 'maxLength' (known: position, line, maxLine, batchSize, map, measures)",
    ],
  ] as const) {
    t.throws(() => parse(options as ParseOptions), { code: 'bad-option', message });
  }
});
