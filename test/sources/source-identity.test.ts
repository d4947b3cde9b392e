import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import test from 'ava';
import { fingerprint } from '../../lib/sources/source-identity.js';
import { withFolder } from '../support/folder.js';

test('a fingerprint is the SHA-256 of exactly the bytes asked for, or of fewer at the end of the file', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, '0123456789');
    const file = await open(`${folder}/log`);
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    t.is(await fingerprint(file, 2, 5), hash('23456'));
    t.is(await fingerprint(file, 8, 5), hash('89'));
    t.is(await fingerprint(file, 0, 0), hash(''));
    await file.close();
  }));
