import test from 'ava';
import { partialPath, randomId } from '../../lib/disk/partial-file.js';
import {
  isLockFile,
  isOurs,
  isWorkDirectory,
  LOCK_NAME,
  MANIFEST_NAME,
  REJECTS_FILE,
  RUN_FILE,
  rejectsFileName,
} from '../../lib/disk/work-directory-names.js';
import { runFileName } from '../../lib/runs/run-file-name.js';

const RUN = runFileName(17);

test('names of rejects files sort by source and offset', (t) => {
  const places = [
    { source: 0, offset: 9 },
    { source: 0, offset: 10 },
    { source: 2, offset: 0 },
    { source: 10, offset: 0 },
  ];
  const names = places.map(rejectsFileName);
  t.deepEqual(names.toSorted(), names);
  for (const name of names) t.regex(name, REJECTS_FILE);
});

test('a job recognises every kind of file that jobs make, finished or not', (t) => {
  t.regex(RUN, RUN_FILE);
  const finished = [RUN, MANIFEST_NAME, 'merge-0-1.run', rejectsFileName({ source: 0, offset: 0 })];
  const partial = finished.map((name) => partialPath(name, randomId()));
  const locks = [LOCK_NAME, `${LOCK_NAME}-${randomId()}`, `${LOCK_NAME}.${randomId()}`];
  for (const name of [...finished, ...partial, ...locks]) t.true(isOurs(name), name);
});

test('a job does not take other files for its own', (t) => {
  const names = ['', '.', 'run.run', `${RUN}.bak`, `${RUN}.partial`, `a/${RUN}`, `../${RUN}`, `\n${RUN}`];
  for (const name of [...names, 'manifest.json', 'merge-a/b.run', `${LOCK_NAME}.txt`]) {
    t.false(isOurs(name), name);
  }
});

test('a lock, its contenders and its claims are lock files, and similar names are not', (t) => {
  const [a, b] = ['0123456789abcdef', 'fedcba9876543210'];
  for (const name of ['lock', `lock-${a}`, `lock.${a}`, `lock.${a}.${b}`]) {
    t.true(isLockFile(name, 'lock'), name);
  }
  for (const name of ['lock.txt', 'lock-', `lock_${a}`, `alock-${a}`, `lock-${a}x`]) {
    t.false(isLockFile(name, 'lock'), name);
  }
});

test('a directory is a work directory with a manifest, or if all its files are of jobs', (t) => {
  t.true(isWorkDirectory([MANIFEST_NAME, 'notes.txt']));
  t.true(isWorkDirectory([RUN, LOCK_NAME]));
  t.false(isWorkDirectory([RUN, 'notes.txt']));
  t.false(isWorkDirectory([]));
});
