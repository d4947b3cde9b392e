import { readdirSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { plainBytes } from '../../lib/sources/plain-bytes.js';
import { failsWith } from '../support/fails-with.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';
import { leftBehindIn } from '../support/left-behind.js';

// Serial: the file system under storage belongs to the whole process.

const MIB = 2 ** 20;
/** Several chunks, and a part of one; no two places in it are alike. */
const CONTENT = Buffer.from(Uint32Array.from({ length: (3 * MIB + 1000) / 4 }, (_, index) => index).buffer);

function withFile(use: (path: string, folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/file`, CONTENT);
    await use(`${folder}/file`, folder);
  });
}

test.serial('chunks that may change share two buffers, and others have their own', (t) =>
  withFile(async (path) => {
    for (const [reuse, buffers] of [
      [true, 2],
      [false, 4],
    ] as const) {
      for (const [position, end] of [
        [0, null],
        [3, null],
        [5, 2 * MIB],
        [7, 2 * MIB + 7],
        [MIB, MIB],
        [9, 10 * MIB],
      ] as const) {
        const told: number[] = [];
        const chunks: Buffer[] = [];
        const memory = new Set<ArrayBufferLike>();
        const onRead = (bytes: number) => told.push(bytes);
        for await (const chunk of plainBytes(path, { position, end, onRead, reuse })) {
          t.is(told.at(-1), position + chunks.reduce((sum, { length }) => sum + length, chunk.length));
          chunks.push(Buffer.from(chunk));
          memory.add(chunk.buffer);
        }
        t.true(
          Buffer.concat(chunks).equals(CONTENT.subarray(position, end ?? undefined)),
          `${position} ${end}`,
        );
        t.true(memory.size <= buffers);
      }
    }
  }),
);

test.serial('ending early closes the file even during a read', (t) =>
  withFile(async (path, folder) => {
    for await (const chunk of plainBytes(path, { position: 0, end: null, onRead() {}, reuse: true })) {
      t.is(chunk.length, MIB / 4);
      break;
    }
    t.deepEqual(await leftBehindIn(folder, readdirSync(folder)), ['file']);
  }),
);

test.serial('a failed read is reported when its chunk is requested', (t) =>
  withFile(async (path) => {
    // Each after the looks at what it is, and at how it begins and ends.
    for (const chunks of [0, 1, 3]) {
      const system = new FaultyFileSystem(nodeFileSystem, { kind: 'error', at: 10 + chunks, code: 'EIO' });
      const restore = replaceFileSystem(system);
      try {
        let read = 0;
        const reading = async () => {
          for await (const _ of plainBytes(path, { position: 0, end: null, onRead() {}, reuse: true }))
            read++;
        };
        await failsWith(t, reading, 'source-unreadable', path, '(EIO)');
        t.is(read, chunks);
        t.deepEqual(system.openFiles, []);
      } finally {
        restore();
      }
    }
  }),
);
