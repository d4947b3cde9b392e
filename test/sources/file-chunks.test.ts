import test from 'ava';
import fc from 'fast-check';
import type { ReadableFile } from '../../lib/disk/open-file.js';
import { chunksInTurn, chunksOf } from '../../lib/sources/file-chunks.js';

const MIB = 2 ** 20;
/** No two places in it are alike. */
const CONTENT = Buffer.from(Uint32Array.from({ length: (2 * MIB + 1000) / 4 }, (_, index) => index).buffer);

interface Reads {
  here: number;
  byOthers: number;
}

/** A file in memory, of which `isHere` says for each try whether the calling thread may read it. Reads may be short. */
function fileOf(isHere: ((read: number) => boolean) | undefined, reads: Reads, most = MIB): ReadableFile {
  let tries = 0;
  const read = (buffer: Uint8Array, offset: number, length: number, position: number) => {
    const bytes = CONTENT.subarray(position, position + Math.min(length, most));
    buffer.set(bytes, offset);
    return bytes.length;
  };
  return {
    ...(isHere === undefined
      ? {}
      : {
          readNow: (buffer, offset, length, position) => {
            if (!isHere(tries++)) return undefined;
            reads.here++;
            return read(buffer, offset, length, position);
          },
        }),
    read: async (buffer, offset, length, position) => {
      reads.byOthers++;
      return { bytesRead: read(buffer, offset, length, position!) };
    },
    stat: async () => {
      throw new Error('not asked for');
    },
    close: async () => {},
  } as ReadableFile;
}

const where = fc.constantFrom<[string, ((read: number) => boolean) | undefined]>(
  ['others', undefined],
  ['here', () => true],
  ['never here', () => false],
  ['here now and then', (read) => read % 3 !== 1],
);

test('whoever reads them, the chunks are the bytes of the stretch, and every read is told', (t) =>
  fc.assert(
    fc.asyncProperty(
      where,
      fc.nat(CONTENT.length),
      fc.option(fc.nat(CONTENT.length + MIB)),
      fc.integer({ min: MIB / 32, max: MIB }),
      async ([name, isHere], start, end, most) => {
        const told: number[] = [];
        const reads = { here: 0, byOthers: 0 };
        const found: Buffer[] = [];
        const file = fileOf(isHere, reads, most);
        for await (const slice of chunksInTurn(file, start, end, (at) => told.push(at))) {
          for (const chunk of slice) found.push(Buffer.from(chunk));
        }
        const expected = CONTENT.subarray(start, end === null ? undefined : Math.max(start, end));
        t.true(Buffer.concat(found).equals(expected), name);
        let at = start;
        t.deepEqual(
          told,
          found.map(({ length }) => {
            at += length;
            return at;
          }),
        );
        if (name === 'here') t.is(reads.byOthers, 0);
        if (name === 'others' || name === 'never here') t.is(reads.here, 0);
      },
    ),
    { numRuns: 60 },
  ));

test('a slice that is read here ends after a while, so that messages are heard', async (t) => {
  let heard = false;
  setTimeout(() => {
    heard = true;
  }, 1);
  const reads = { here: 0, byOthers: 0 };
  const endless = {
    ...fileOf(undefined, reads),
    readNow: () => {
      reads.here++;
      return 1;
    },
  };
  for await (const slice of chunksInTurn(endless, 0, null, () => {})) {
    for (const _ of slice);
    if (heard) break;
  }
  t.true(reads.here > 0);
});

test('a failure of a read that was begun ahead is met when its chunk is requested', async (t) => {
  let reads = 0;
  const failing = {
    ...fileOf(undefined, { here: 0, byOthers: 0 }),
    read: async (...[buffer]: Parameters<ReadableFile['read']>) => {
      if (++reads === 3) throw new Error('the third');
      return { bytesRead: buffer.length };
    },
  };
  let chunks = 0;
  const reading = async () => {
    for await (const slice of chunksInTurn(failing, 0, null, () => {})) for (const _ of slice) chunks++;
  };
  await t.throwsAsync(reading, { message: 'the third' });
  t.is(chunks, 2);
});

test('chunks that stay have memory of their own', async (t) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(fileOf(undefined, { here: 0, byOthers: 0 }), 5, null, () => {}))
    chunks.push(chunk);
  t.is(new Set(chunks.map(({ buffer }) => buffer)).size, chunks.length);
  t.true(Buffer.concat(chunks).equals(CONTENT.subarray(5)));
});

test('the calling thread reads to where the place is, and otherwise to a buffer of its own', async (t) => {
  const memory = Buffer.alloc(MIB);
  let asked = 0;
  const place = () => (asked++ % 2 === 0 ? memory.subarray(asked, asked + 5000) : undefined);
  const found: Buffer[] = [];
  const file = fileOf(() => true, { here: 0, byOthers: 0 });
  let placed = 0;
  for await (const slice of chunksInTurn(file, 3, null, () => {}, place)) {
    for (const chunk of slice) {
      if (chunk.buffer === memory.buffer) placed++;
      found.push(Buffer.from(chunk));
    }
  }
  t.true(Buffer.concat(found).equals(CONTENT.subarray(3)));
  t.true(placed >= found.length / 2);
});
