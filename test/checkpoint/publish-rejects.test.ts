import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import test from 'ava';
import { publishRejects, rejectsTarget } from '../../lib/checkpoint/publish-rejects.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

function saved(file: string, text: string, behind = '') {
  writeFileSync(file, text + behind);
  return { file, length: Buffer.byteLength(text), checksum: crc32(text), linesBefore: 0 };
}

test('joins the saved rejects of all ranges in order, without unsaved ones', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/work`);
    const parts = [
      saved(`${folder}/work/1`, 'first\n', 'not saved'),
      saved(`${folder}/work/2`, ''),
      saved(`${folder}/work/3`, 'third\n'),
    ];
    for (const _ of ['once', 'and again']) {
      await publishRejects(`${folder}/rejects`, parts);
      t.is(readFileSync(`${folder}/rejects`, 'utf8'), 'first\nthird\n');
      t.deepEqual(readdirSync(folder), ['rejects', 'work']);
    }
  }));

test('if saved rejects are damaged, the old rejects file stays', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/work`);
    writeFileSync(`${folder}/rejects`, 'of an earlier run');
    const parts = [
      saved(`${folder}/work/1`, 'first\n'),
      { ...saved(`${folder}/work/2`, 'x\n'), checksum: 1 },
    ];
    await failsWith(t, publishRejects(`${folder}/rejects`, parts), 'state-corrupt', `${folder}/work/2`);
    t.is(readFileSync(`${folder}/rejects`, 'utf8'), 'of an earlier run');
    t.deepEqual(readdirSync(folder), ['rejects', 'work']);
  }));

test('saved rejects whose lines are to be counted are checked before they are read as JSON', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/work`);
    const whole = saved(`${folder}/work/1`, '{"offset":0,"line":1,"length":1,"code":"bad-id","text":"x"}\n');
    const part = { ...whole, linesBefore: 7 };
    await publishRejects(`${folder}/rejects`, [part]);
    const before = readFileSync(`${folder}/rejects`, 'utf8');
    const bytes = readFileSync(part.file);
    for (const at of bytes.keys()) {
      writeFileSync(part.file, bytes.with(at, bytes[at]! ^ 1));
      await failsWith(t, publishRejects(`${folder}/rejects`, [part]), 'state-corrupt', part.file);
    }
    t.is(readFileSync(`${folder}/rejects`, 'utf8'), before);
  }));

test('the target is the file that links lead to, and never one that the job needs', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/work`);
    writeFileSync(`${folder}/source`, '');
    symlinkSync(`${folder}/source`, `${folder}/link`);
    symlinkSync('work', `${folder}/linked-work`);
    const target = (path: string) => rejectsTarget(path, `${folder}/work`, [`${folder}/source`]);
    t.is(await target(`${folder}/work/../rejects`), `${folder}/rejects`);
    await failsWith(t, target(`${folder}/source`), 'bad-option', 'is the source');
    await failsWith(t, target(`${folder}/link`), 'bad-option', 'is the source');
    await failsWith(t, target(`${folder}/work/mine`), 'bad-option', 'a file in the work directory');
    await failsWith(t, target(`${folder}/linked-work/mine`), 'bad-option', 'a file in the work directory');
    for (const path of ['/dev/null', '-']) t.is(await target(path), path);
  }));
