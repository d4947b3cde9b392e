import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import test from 'ava';
import { dir as directory } from 'tmp-promise';
import { expandSources, oldestFirst } from '../../lib/sources/expand-sources.js';
import { openSource } from '../../lib/sources/open-source.js';
import { readAll } from '../support/read-all.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';

test('puts the oldest file first', (t) => {
  for (const expected of [
    ['app.log.10', 'app.log.2.gz', 'app.log.1.zst', 'app.log'],
    ['app.log.20240130', 'app.log.20240131.gz', 'app.log.20240201', 'app.log'],
    ['log.00', 'log.01', 'log.02', 'log.10'],
    ['x/part-2.ndjson', 'x/part-10.ndjson', 'y/part-1.ndjson'],
    ['access.log.1', 'access.log', 'error.log.2', 'error.log'],
    ['2024-01-09.gz', '2024-01-10.gz', '2024-02-01'],
  ]) {
    t.deepEqual(oldestFirst(expected.toReversed()), expected);
    t.deepEqual(oldestFirst(expected.toSorted()), expected);
  }
});

test('the files of a rotated log give the log', async (t) => {
  const paths = await expandSources([sourceFixture('rotated')]);
  const parts = await Promise.all(paths.map((path) => readAll(openSource(path))));
  t.is(paths.length, 4);
  t.deepEqual(Buffer.concat(parts), LOG);
});

test('expands files, globs and directories in the order of the arguments, each file once', async (t) => {
  const { path: folder, cleanup } = await directory({ unsafeCleanup: true });
  t.teardown(cleanup);
  mkdirSync(join(folder, 'logs/below'), { recursive: true });
  for (const name of [
    'logs/b.2',
    'logs/b.1',
    'logs/.hidden',
    'logs/below/c',
    'a[1].log',
    'a1.log',
    'z.log',
  ]) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(join(folder, 'z.log'), join(folder, 'link.log'));
  const expand = async (...patterns: string[]) =>
    (await expandSources(patterns.map((pattern) => (pattern === '-' ? pattern : join(folder, pattern))))).map(
      (path) => (path === '-' ? path : relative(folder, resolve(path))),
    );
  t.deepEqual(await expand('z.log', '*.log'), ['z.log', 'a[1].log', 'a1.log']);
  t.deepEqual(await expand('logs', '-'), ['logs/b.2', 'logs/b.1', '-']);
  t.deepEqual(await expand('a[1].log'), ['a[1].log']);
  t.deepEqual(await expand('logs/**/*'), ['logs/b.2', 'logs/b.1', 'logs/below/c']);
  t.deepEqual(await expand('logs/b.{1,2}', 'logs'), ['logs/b.2', 'logs/b.1']);
});

test('names what stands for no file', async (t) => {
  const { path: folder, cleanup } = await directory();
  t.teardown(cleanup);
  for (const [pattern, message] of [
    [folder, /is a directory without files/],
    [join(folder, 'x.log'), /x\.log does not exist/],
    [join(folder, '*.log'), /\*\.log matches no file/],
  ] as const) {
    const error = await t.throwsAsync(expandSources([pattern]), { message });
    t.like(error, { code: 'source-unreadable', file: pattern });
  }
  await t.throwsAsync(expandSources(['']), { message: /must be a path/ });
});
