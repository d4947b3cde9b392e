import { readFileSync } from 'node:fs';
import test from 'ava';
import { circles, importsBetween, importsBetweenFolders, sourceFiles } from './support/import-graph.js';

const MOST_LINES = 250;

test('no files of lib need each other in a circle, types included', async (t) => {
  t.deepEqual(circles(importsBetween(await sourceFiles('lib'))), []);
});

test('no folders of lib need each other in a circle, types included', async (t) => {
  t.deepEqual(circles(importsBetweenFolders(importsBetween(await sourceFiles('lib')), 'lib')), []);
});

test('no file of lib or bin is longer than one idea takes', async (t) => {
  const files = [...(await sourceFiles('lib')), ...(await sourceFiles('bin'))];
  const lines = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;
  t.deepEqual(
    files.filter((file) => lines(file) > MOST_LINES),
    [],
  );
});
