import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { failedWith, fileSystem, nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { withFolder } from '../support/folder.js';

test.serial('a replacement is used until it is taken back, one within the other', (t) => {
  const [outer, inner] = [{ ...nodeFileSystem }, { ...nodeFileSystem }];
  const restoreOuter = replaceFileSystem(outer);
  const restoreInner = replaceFileSystem(inner);
  t.is(fileSystem, inner);
  restoreInner();
  t.is(fileSystem, outer);
  restoreOuter();
  t.is(fileSystem, nodeFileSystem);
});

test('a failure is told by its code, whatever failed', (t) => {
  const error = Object.assign(new Error('no'), { code: 'ENOENT' });
  t.true(failedWith(error, 'EACCES', 'ENOENT'));
  t.false(failedWith(error, 'EACCES'));
  for (const other of [undefined, new Error('ENOENT'), { code: undefined }])
    t.false(failedWith(other, 'ENOENT'));
});

test('a real path that is not UTF-8 is refused instead of read as another', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/file`, '');
    symlinkSync('file', `${folder}/link`);
    t.is(await nodeFileSystem.realpath(`${folder}/link`), `${folder}/file`);
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff)]);
    mkdirSync(odd);
    symlinkSync(odd, `${folder}/odd`);
    const error = await t.throwsAsync(nodeFileSystem.realpath(`${folder}/odd`), { code: 'bad-option' });
    t.like(error, { file: `${folder}/odd` });
    t.regex(error.message, /not UTF-8/);
  }));
