import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { detectInput } from '../../lib/job/detect-input.js';
import { withFolder } from '../support/folder.js';

test('reads all sources as JSON values if one of the first is of another layout than one object a line', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/lines`, '{"a":1}\n{"a":2}\n');
    await mkdir(`${folder}/logs`);
    await writeFile(`${folder}/logs/array.gz`, gzipSync('[{"a":1},{"a":2}]'));
    t.is(await detectInput(`${folder}/lines`), 'lines');
    t.is(await detectInput([`${folder}/lines`, `${folder}/logs`]), 'json');
    t.is(await detectInput(`${folder}/missing`), 'lines');
    t.is(await detectInput('/dev/null'), 'lines');
  }));
