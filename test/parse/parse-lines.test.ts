import test from 'ava';
import fc from 'fast-check';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { parseLines } from '../../lib/parse/parse-lines.js';
import { logArbitrary } from '../support/arbitraries.js';
import { scannedRecords } from '../support/scanned-record.js';

const MAX_LINE = 1024;

/** One piece of memory for all chunks, which is spoilt before each. */
async function* changingChunks(log: Buffer, size: number): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < log.length; at += size) {
    memory.fill('!');
    yield memory.subarray(0, log.copy(memory, 0, at, at + size));
  }
}

test('reused chunks and released batches give the same lines', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary(),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      async (log, chunkSize, batchSize) => {
        const scanner = new LineScanner({ maxLine: MAX_LINE, recycle: true });
        const options = { position: 0, maxLine: MAX_LINE, batchSize, chunksChange: true };
        const records = [];
        for await (const batch of parseLines(changingChunks(log, chunkSize), scanner, options)) {
          records.push(...scannedRecords(batch));
          batch.release?.();
        }
        const whole = new LineScanner({ maxLine: MAX_LINE }).scan(log, 0);
        t.deepEqual(records, scannedRecords(whole));
      },
    ),
    { numRuns: 200 },
  ));
