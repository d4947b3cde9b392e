import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { REPLACEMENT, requireUtf8Name } from '../../lib/sources/file-names.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

test('a name in UTF-8 passes, even one that holds U+FFFD', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/caf${REPLACEMENT}`, '');
    await t.notThrowsAsync(requireUtf8Name(folder, 'zwölf'));
    await t.notThrowsAsync(requireUtf8Name(folder, `caf${REPLACEMENT}`));
  }));

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a name that is not UTF-8 is refused, quoted as a shell reads it', (t) =>
  withFolder(async (folder) => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]), '');
    const checking = requireUtf8Name(folder, `caf${REPLACEMENT}`);
    await failsWith(t, checking, 'source-unreadable', "$'caf\\xe9'", folder, "- < $'caf\\xe9'");
  }),
);
