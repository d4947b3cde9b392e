import { writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { dir } from 'tmp-promise';
import { SummaryFile } from '../../lib/verify/summary-file.js';
import { findUser, LONGEST_LINE, readSummaryLine } from '../../lib/verify/summary-text.js';

async function fileOf(t: ExecutionContext, text: string) {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  await writeFile(`${path}/file`, text, 'latin1');
  const file = await SummaryFile.open(`${path}/file`);
  t.teardown(async () => {
    await file.close();
    await cleanup();
  });
  return file;
}

test('a line is read whole up to the longest that is held', async (t) => {
  const long = 'x'.repeat(2 ** 17 + 3);
  const file = await fileOf(t, `1,a=\xff\n${long}\n\nend`);
  t.deepEqual(await readSummaryLine(file, 0), { text: '1,a=\xff', end: 'line-feed' });
  t.deepEqual(await readSummaryLine(file, 6), { text: long, end: 'line-feed' });
  t.deepEqual(await readSummaryLine(file, 7 + long.length), { text: '', end: 'line-feed' });
  t.deepEqual(await readSummaryLine(file, 8 + long.length), { text: 'end', end: 'file' });
  t.is(await readSummaryLine(file, 11 + long.length), undefined);
  const endless = await fileOf(t, 'y'.repeat(2 * LONGEST_LINE));
  t.deepEqual(await readSummaryLine(endless, 5), { text: 'y'.repeat(LONGEST_LINE), end: 'more' });
});

test('the line of a user is found, and no other text that looks like it', async (t) => {
  const text = '12,1=1,\nx,2=1,\n2\n123,,a=1\n1\r\n\n77';
  const file = await fileOf(t, text);
  t.is(await findUser(file, '12'), 0);
  t.is(await findUser(file, '2'), text.indexOf('2\n123'));
  t.is(await findUser(file, '1'), text.indexOf('1\r'));
  t.is(await findUser(file, ''), text.indexOf('\n77'));
  t.is(await findUser(file, '77'), text.indexOf('77'));
  t.is(await findUser(file, '3'), undefined);
  t.is(await findUser(await fileOf(t, ''), ''), undefined);
});

test('a user is found wherever a read ends', async (t) => {
  for (let shift = -9; shift <= 3; shift++) {
    const before = `${'z'.repeat(LONGEST_LINE - 1 + shift)}\n`;
    const file = await fileOf(t, `${before}user,a=b,\nother,a=b,\n`);
    t.is(await findUser(file, 'user'), before.length, `${shift}`);
    t.is(await findUser(file, 'other'), before.length + 10);
    t.is(await findUser(file, 'use'), undefined);
  }
});
