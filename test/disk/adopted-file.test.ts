import { open, rename, writeFile } from 'node:fs/promises';
import test from 'ava';
import { adoptFile } from '../../lib/disk/adopted-file.js';
import { blockingTransfers } from '../../lib/disk/blocking-transfers.js';
import { readAt } from '../../lib/disk/transfer.js';
import { withFolder } from '../support/folder.js';

test('an adopted file is the one that was opened, wherever its name leads now, and closing it leaves it open', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/log`;
    await writeFile(path, 'old');
    const opened = await open(path);
    await rename(path, `${path}.1`);
    await writeFile(path, 'newer');
    for (const file of [adoptFile(opened.fd), blockingTransfers().adopt!(opened.fd)]) {
      t.is((await file.stat({ bigint: true })).size, 3n);
      t.is(Buffer.from(await readAt(file, 1, 9)).toString(), 'ld');
      t.is(Buffer.from(await readAt(file, 0, 2)).toString(), 'ol');
      await file.close();
    }
    t.is((await opened.stat()).size, 3);
    await opened.close();
  }));
