import { writeFileSync } from 'node:fs';
import test from 'ava';
import { readListing } from '../../lib/cluster/read-listing.js';
import { withFolder } from '../support/folder.js';

test('a listing is one object a line, blank lines apart', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/list`, '{"name":"a","bytes":1}\n\n  \r\n{"name":"b","bytes":2}');
    t.deepEqual((await readListing(`${folder}/list`)) as unknown, [
      { name: 'a', bytes: 1 },
      { name: 'b', bytes: 2 },
    ]);
  }));

test('a line that is no JSON is named, blank ones counted, and so is a file that is not there', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/list`, '{}\n\n{"name":\n');
    const message = `${folder}/list: line 3 of the listing is not JSON`;
    await t.throwsAsync(readListing(`${folder}/list`), { code: 'bad-option', message });
    await t.throwsAsync(readListing(`${folder}/none`), { code: 'bad-option', message: /none.*ENOENT/ });
  }));
