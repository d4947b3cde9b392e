import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { sampleSources } from '../../lib/inspect/sample-sources.js';
import { PROGRAM } from '../support/command.js';
import { withFolder } from '../support/folder.js';

const lines = (count: number, length: number) =>
  Buffer.from(
    Array.from({ length: count }, (_, index) => `${String(index).padStart(length - 1, '.')}\n`).join(''),
  );

test('a small source is read whole, once', (t) =>
  withFolder(async (folder) => {
    const bytes = lines(1000, 50);
    await writeFile(`${folder}/log`, bytes);
    const { pieces, whole } = await sampleSources([`${folder}/log`]);
    t.true(whole);
    t.deepEqual(Buffer.concat(pieces.map((piece) => piece.bytes)), bytes);
  }));

for (const [count, length] of [
  [30_000, 31],
  [400_000, 47],
  [3000, 20_000],
] as const) {
  test(`pieces of ${count} lines of ${length} bytes are whole lines at their offsets, none twice, up to the last`, (t) =>
    withFolder(async (folder) => {
      const bytes = lines(count, length);
      await writeFile(`${folder}/log`, bytes);
      const { pieces } = await sampleSources([`${folder}/log`]);
      let end = 0;
      for (const { offset, bytes: piece } of pieces) {
        t.true(offset >= end && offset % length === 0 && piece.length % length === 0, `${offset} ${end}`);
        t.true(piece.equals(bytes.subarray(offset, offset + piece.length)));
        end = offset + piece.length;
      }
      t.is(end, bytes.length);
      t.true(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0) < 3e6);
    }));
}

test('of archives the beginnings are read', (t) =>
  withFolder(async (folder) => {
    const bytes = lines(100_000, 40);
    await writeFile(`${folder}/a`, bytes);
    for (const name of ['b', 'c']) await writeFile(`${folder}/${name}.gz`, gzipSync(bytes));
    const { pieces, whole } = await sampleSources(['a', 'b.gz', 'c.gz'].map((name) => `${folder}/${name}`));
    t.false(whole);
    const begun = pieces.filter(({ offset }) => offset === 0).map(({ path }) => path.slice(-4));
    t.deepEqual(begun, [`${folder}/a`.slice(-4), 'b.gz', 'c.gz']);
  }));

test('a pipe that stays open is looked at for a while', async (t) => {
  const child = spawn(process.execPath, [PROGRAM, 'inspect', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('{"user_id":"1","type":"event","id":"1","name":"a"}\n');
  const [text] = await Promise.all([textOf(child.stdout), once(child, 'close')]);
  t.regex(text, /a pipe\n.*sample of 1 lines/);
});
