import { writeFileSync } from 'node:fs';
import test from 'ava';
import { readNow } from '../../lib/disk/read-now.js';
import { withFolder } from '../support/folder.js';

test('bytes are read from a position, and fewer only if the file ends first', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/file`, '0123456789');
    const bytes = Buffer.alloc(4);
    t.is(readNow(`${folder}/file`, bytes, 3), 4);
    t.is(bytes.toString(), '3456');
    t.is(readNow(`${folder}/file`, bytes, 8), 2);
    t.is(bytes.toString(), '8956');
  }));

test('a file that is missing fails with the system error', (t) =>
  withFolder(async (folder) => {
    t.throws(() => readNow(`${folder}/none`, Buffer.alloc(1), 0), { code: 'ENOENT' });
  }));
