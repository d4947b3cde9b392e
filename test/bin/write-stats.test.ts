import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { writeStats } from '../../bin/write-stats.js';
import type { SummarizeStats } from '../../lib/job/stats.js';
import { withFolder } from '../support/folder.js';

const STATS = { lines: 7, rejects: { delimiter: 1 } } as unknown as SummarizeStats;

test('the figures are written as JSON for people, in place of older ones', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/stats`, 'older figures, which were longer than these are'.repeat(9));
    await writeStats(`${folder}/stats`, STATS, new AbortController().signal);
    t.is(
      readFileSync(`${folder}/stats`, 'utf8'),
      '{\n  "lines": 7,\n  "rejects": {\n    "delimiter": 1\n  }\n}\n',
    );
  }));

test('a stopped job leaves the older ones', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/stats`, 'old');
    await t.throwsAsync(writeStats(`${folder}/stats`, STATS, AbortSignal.abort()));
    t.is(readFileSync(`${folder}/stats`, 'utf8'), 'old');
  }));
