import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { openRun, readWhole, requireWhole } from '../../lib/runs/read-run.js';
import { withFolder } from '../support/folder.js';

test('bytes are read from their offset, and a file that ends first is damaged, by its name and offset', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/run`;
    writeFileSync(path, '0123456789');
    const file = await openRun(path);
    try {
      t.is((await readWhole(file, path, 6, Buffer.alloc(4))).toString(), '6789');
      const cut = await t.throwsAsync(readWhole(file, path, 7, Buffer.alloc(4)), { code: 'state-corrupt' });
      t.like(cut, { file: path, offset: 7 });
      t.regex(cut.message, /4 bytes.*only 3: the file is cut short/);
    } finally {
      await file.close();
    }
  }));

test('what was read whole is no damage', (t) => {
  t.notThrows(() => requireWhole('run', 0, new Uint8Array(3), 3));
  t.throws(() => requireWhole('run', 0, new Uint8Array(3), 0), { code: 'state-corrupt' });
});

test('a link in the place of a run is not followed', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/elsewhere`);
    writeFileSync(`${folder}/elsewhere/run`, 'run');
    symlinkSync('elsewhere/run', `${folder}/run`);
    await t.throwsAsync(openRun(`${folder}/run`), { code: 'ELOOP' });
  }));
