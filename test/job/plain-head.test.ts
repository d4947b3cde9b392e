import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { plainHead } from '../../lib/job/plain-head.js';
import { withFolder } from '../support/folder.js';

test('gives the first bytes of a file, unpacked', (t) =>
  withFolder(async (folder) => {
    const text = '{"a":1}\n'.repeat(1000);
    await writeFile(`${folder}/plain`, text);
    await writeFile(`${folder}/packed`, gzipSync(text));
    await writeFile(`${folder}/short`, '{}');
    const headOf = async (name: string) => Buffer.from((await plainHead(`${folder}/${name}`))!).toString();
    t.is(await headOf('plain'), text.slice(0, 4096));
    t.is(await headOf('packed'), text.slice(0, 4096));
    t.is(await headOf('short'), '{}');
    t.is(await plainHead('/dev/null'), undefined);
  }));
