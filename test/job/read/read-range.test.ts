import { mkdir, writeFile } from 'node:fs/promises';
import test from 'ava';
import { SpillwayError } from '../../../lib/errors.js';
import { readRange } from '../../../lib/job/read/read-range.js';
import { withFolder } from '../../support/folder.js';
import { segmentsOf } from '../../support/segments-of.js';

test('reading a range fails with the error of recording a run, even in the middle of the source', async (t) => {
  await withFolder(async (folder) => {
    const [path, directory] = [`${folder}/source`, `${folder}/work`];
    await mkdir(directory);
    await writeFile(path, '{"user_id":"1","type":"event","id":"1","name":"view"}\n'.repeat(100_000));
    const task = {
      ...{ segments: await segmentsOf(path), input: 'lines' as const, named: false, directory },
      ...{ rejects: undefined, rejected: 0, maxRejects: 0 },
      ...{ memory: 2 ** 20, checkpointEvery: 1, map: undefined, maxLine: 2 ** 10 },
      ...({ delimiters: 'reject', order: 'bytes', splitters: undefined } as const),
    };
    const full = new SpillwayError('io', 'cannot write the manifest');
    const listener = {
      onBatch() {},
      onRun() {
        throw full;
      },
    };
    t.is(await t.throwsAsync(readRange(task, listener, new AbortController().signal)), full);
  });
});
