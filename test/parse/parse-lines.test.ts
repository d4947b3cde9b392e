import test from 'ava';
import fc from 'fast-check';
import { batchRoom } from '../../lib/kernel/batch-room.js';
import { instantiateKernel } from '../../lib/kernel/kernel.js';
import { LineBatcher } from '../../lib/parse/line-batcher.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { parseLines, parseSlices } from '../../lib/parse/parse-lines.js';
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

test('chunks that are put where the next batch is scanned give the same lines', (t) => {
  const kernel = instantiateKernel();
  const room = batchRoom(kernel, 2 ** 23);
  return fc.assert(
    fc.asyncProperty(
      logArbitrary(),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      async (log, most, batchSize) => {
        const scanner = new LineScanner({ maxLine: MAX_LINE, recycle: true, room });
        const batcher = new LineBatcher({ position: 0, maxLine: MAX_LINE, batchSize });
        let placed = 0;
        function* slice() {
          for (let at = 0; at < log.length; ) {
            const place = scanner.place(batcher.held, batchSize) ?? Buffer.alloc(batchSize);
            if (place.buffer === kernel.memory.buffer) placed++;
            const bytes = log.copy(place, 0, at, at + Math.min(most, place.length));
            at += bytes;
            yield place.subarray(0, bytes);
          }
        }
        async function* slices() {
          yield slice();
        }
        const options = { position: 0, maxLine: MAX_LINE, batchSize, batcher, chunksChange: true };
        const records = [];
        for await (const batches of parseSlices(slices(), scanner, options))
          for (const batch of batches) records.push(...scannedRecords(batch));
        t.true(placed > 0 || log.length === 0);
        const whole = new LineScanner({ maxLine: MAX_LINE }).scan(log, 0);
        t.deepEqual(records, scannedRecords(whole));
      },
    ),
    { numRuns: 200 },
  );
});
