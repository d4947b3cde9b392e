import { constants, readFileSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { blockingTransfers } from '../../lib/disk/blocking-transfers.js';
import { writeWhole } from '../../lib/disk/transfer.js';
import { withFolder } from '../support/folder.js';

test('a write is visible at once, at its position', (t) =>
  withFolder(async (folder) => {
    const path = join(folder, 'file');
    await writeFile(path, 'abcdef');
    const file = await blockingTransfers().open(path, constants.O_RDWR);
    const writing = file.write(Buffer.from('xBCx'), 1, 2, 1);
    t.is(readFileSync(path, 'utf8'), 'aBCdef');
    t.deepEqual(await writing, { bytesWritten: 2 });
    await writeWhole(file, Buffer.from('ghi'), 6);
    const read = Buffer.alloc(3);
    t.like(await file.read(read, 0, 3, 5), { bytesRead: 3 });
    t.is(read.toString(), 'fgh');
    await file.truncate(8);
    await file.sync();
    await file.close();
    t.is(await readFile(path, 'utf8'), 'aBCdefgh');
  }));

test('a failure rejects with the code of the system', async (t) => {
  const file = await blockingTransfers().open('/dev/full', constants.O_WRONLY);
  await t.throwsAsync(file.write(Buffer.from('x'), 0, 1, 0), { code: 'ENOSPC' });
  await file.close();
  await t.throwsAsync(file.write(Buffer.from('x'), 0, 1, 0), { code: 'ERR_OUT_OF_RANGE' });
});

test('the calling thread reads, except from pipes and after slow reads: the more of these, the longer', (t) =>
  withFolder(async (folder) => {
    const path = join(folder, 'file');
    await writeFile(path, 'abc');
    let byOthers = 0;
    const openCounting = async (...args: Parameters<typeof open>) => {
      const handle = await open(...args);
      const read = handle.read.bind(handle) as (...given: unknown[]) => unknown;
      const counting = (...given: unknown[]) => {
        byOthers++;
        return read(...given);
      };
      return Object.assign(handle, { read: counting }) as typeof handle;
    };
    let [clock, readTakes] = [0, 0];
    const now = () => {
      clock += readTakes;
      return clock;
    };
    const file = await blockingTransfers(openCounting, now).open(path, constants.O_RDONLY);
    const isOwn = async (position: number | null) => {
      const before = byOthers;
      const buffer = Buffer.alloc(3);
      t.like(await file.read(buffer, 0, 3, position), { bytesRead: 3 });
      t.is(buffer.toString(), 'abc');
      return byOthers === before;
    };
    t.true(await isOwn(0));
    t.false(await isOwn(null));
    for (const left of [4, 8, 16, 32, 32]) {
      readTakes = 2;
      t.true(await isOwn(0));
      readTakes = 0;
      for (let read = 0; read < left; read++) t.false(await isOwn(0));
    }
    t.true(await isOwn(0));
    readTakes = 2;
    t.is(file.readNow!(Buffer.alloc(3), 0, 3, 0), 3);
    for (let read = 0; read < 4; read++) t.is(file.readNow!(Buffer.alloc(3), 0, 3, 0), undefined);
    t.is(file.readNow!(Buffer.alloc(3), 0, 3, 1), 2);
    await file.close();
  }));
