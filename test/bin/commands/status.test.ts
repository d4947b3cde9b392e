import { writeFileSync } from 'node:fs';
import test from 'ava';
import { spillway } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';

test('a work directory that is not there, or is a file, is named', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/file`, '');
    for (const [path, reason] of [
      ['missing', 'no such file or directory (ENOENT)'],
      ['file', 'a part of the path is not a directory (ENOTDIR)'],
    ]) {
      const { code, stderr } = await spillway(folder, 'status', path!);
      t.is(code, 1);
      t.is(stderr, `spillway: cannot read ${folder}/${path}: ${reason}\n`);
    }
  }));

test('a folder in which nothing was saved', (t) =>
  withFolder(async (folder) => {
    const { code, stdout } = await spillway(folder, 'status', '.');
    t.is(code, 0);
    t.is(stdout, `${folder}\nnobody works here\nnothing has been saved yet\n`);
  }));

test('wrong usage', async (t) => {
  const { code, stderr } = await spillway('.', 'status');
  t.is(code, 2);
  t.regex(stderr, /missing required argument 'work-dir'\n\(see spillway status --help\)/);
});
