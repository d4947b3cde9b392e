import { constants, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { blockingWrites } from '../../lib/storage/blocking-writes.js';
import { writeWhole } from '../../lib/storage/transfer.js';
import { withFolder } from '../support/folder.js';

test('what is written is there at once, where it belongs', (t) =>
  withFolder(async (folder) => {
    const path = join(folder, 'file');
    await writeFile(path, 'abcdef');
    const file = await blockingWrites.open(path, constants.O_RDWR);
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

test('a failure is a rejection with the code of the system', async (t) => {
  const file = await blockingWrites.open('/dev/full', constants.O_WRONLY);
  await t.throwsAsync(file.write(Buffer.from('x'), 0, 1, 0), { code: 'ENOSPC' });
  await file.close();
  await t.throwsAsync(file.write(Buffer.from('x'), 0, 1, 0), { code: 'ERR_OUT_OF_RANGE' });
});
