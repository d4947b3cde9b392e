import test from 'ava';
import fc from 'fast-check';
import type { OpenFile } from '../../lib/disk/open-file.js';
import { closeQuietly, readAt, writeWhole } from '../../lib/disk/transfer.js';

/** A file that transfers as many bytes at a time as the next of `sizes` says. */
function slowFile(content: Buffer, sizes: readonly number[]): OpenFile {
  let call = 0;
  const most = (length: number) => Math.min(length, sizes[call++ % sizes.length]!);
  let end = 0;
  return {
    async read(buffer: Uint8Array, offset: number, length: number, position: number) {
      const part = content.subarray(position, position + most(length));
      buffer.set(part, offset);
      return { bytesRead: part.length };
    },
    async write(buffer: Uint8Array, offset: number, length: number, position: number | null) {
      const bytesWritten = most(length);
      content.set(buffer.subarray(offset, offset + bytesWritten), position ?? end);
      end += bytesWritten;
      return { bytesWritten };
    },
  } as unknown as OpenFile;
}

const sizesArbitrary = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

test('reads all requested bytes, however few each call gives', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 50 }),
      fc.nat(60),
      fc.nat(60),
      sizesArbitrary,
      async (bytes, from, length, sizes) => {
        const read = await readAt(slowFile(Buffer.from(bytes), sizes), from, length);
        t.deepEqual([...read], [...bytes.subarray(from, from + length)]);
      },
    ),
  ));

test('writes all bytes, however few each call takes', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 50 }),
      fc.option(fc.nat(10)),
      sizesArbitrary,
      async (bytes, position, sizes) => {
        const content = Buffer.alloc(60);
        await writeWhole(slowFile(content, sizes), bytes, position);
        const from = position ?? 0;
        t.deepEqual([...content.subarray(from, from + bytes.length)], [...bytes]);
        t.true(content.subarray(from + bytes.length).every((byte) => byte === 0));
      },
    ),
  ));

test('a write that takes nothing is an error, not an endless loop', async (t) => {
  const file = slowFile(Buffer.alloc(9), [0]);
  await t.throwsAsync(writeWhole(file, Buffer.from('text'), 0), { message: /4 bytes wrote nothing/ });
});

test('closing quietly does nothing without a file, and hides a failure to close', async (t) => {
  await closeQuietly(undefined);
  let closed = 0;
  await closeQuietly({
    close() {
      closed++;
      return Promise.reject(new Error('cannot be closed'));
    },
  } as OpenFile);
  t.is(closed, 1);
});
