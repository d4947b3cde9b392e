import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import test from 'ava';
import {
  cutShort,
  growingSource,
  identityOfPipe,
  leadsTo,
  openJobSource,
  openSameSource,
  sealedFor,
} from '../../lib/sources/job-sources.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const sourceAt = (path: string, sealed = false) => ({ path, sealed, resumable: true });

/** A log, and its identity as a job has seen it. */
function withLog(use: (path: string, seen: Awaited<ReturnType<typeof identify>>) => Promise<void>) {
  return withFolder(async (folder) => {
    const path = `${folder}/log`;
    await writeFile(path, 'a line\n');
    await use(path, await identify(path));
  });
}

async function identify(path: string) {
  const file = await openJobSource(sourceAt(path));
  return file.identifyWhole().finally(() => file.close());
}

test('only the last source may grow, and only if it is not sealed', (t) => {
  t.is(growingSource([]), undefined);
  t.is(growingSource([sourceAt('a'), sourceAt('b')]), 1);
  t.is(growingSource([sourceAt('a'), sourceAt('b', true)]), undefined);
});

test('sources that are read as values are sealed, and those of bytes stay as they are', (t) => {
  const sources = [sourceAt('a'), sourceAt('b', true)];
  t.deepEqual(sealedFor('bytes', sources), sources);
  t.deepEqual(
    sealedFor('values', sources).map(({ sealed }) => sealed),
    [true, true],
  );
});

test('a name leads to a source if the file is the same, or a copy of it', (t) =>
  withLog(async (path, seen) => {
    t.true(await leadsTo(sourceAt(path), seen));
    await copyFile(path, `${path}.copy`);
    await rename(`${path}.copy`, path);
    t.true(await leadsTo(sourceAt(path), seen));
  }));

test('a name that is gone, or has other content, does not lead to the source', (t) =>
  withLog(async (path, seen) => {
    await writeFile(`${path}.new`, 'another line\n');
    await rename(`${path}.new`, path);
    t.false(await leadsTo(sourceAt(path), seen));
    await rm(path);
    t.false(await leadsTo(sourceAt(path), seen));
  }));

test('a source that was replaced is refused when it is opened by its name', (t) =>
  withLog(async (path, identity) => {
    const source = { ...sourceAt(path), identity, descriptor: undefined };
    await (await openSameSource(source)).close();
    await writeFile(`${path}.new`, 'another line\n');
    await rename(`${path}.new`, path);
    await failsWith(t, openSameSource(source), 'source-changed', path, 'rotated or replaced');
  }));

test('a source that ends too early is named with both offsets, standard input too', (t) => {
  const error = cutShort('-', 5, 9);
  t.like(error, { code: 'source-changed', file: 'standard input', offset: 5 });
  t.regex(error.message, /^standard input ended at byte 5 while it was read, before byte 9/);
});

test('a pipe has an identity that fits no file', (t) => {
  t.like(identityOfPipe('-'), { path: 'standard input', size: 0, inode: '0', sealed: true });
});
