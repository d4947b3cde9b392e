import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { findSources } from '../../lib/job/find-sources.js';
import { readSettings, type SummarizeOptions } from '../../lib/job/job-settings.js';
import { withFolder } from '../support/folder.js';

test('a source may grow only if it is a plain file of lines', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log.1`, gzipSync('{}\n'));
    await writeFile(`${folder}/log`, '{}\n');
    const find = (options: Partial<SummarizeOptions>) =>
      findSources(readSettings({ source: folder, output: `${folder}/../out`, ...options }));
    t.deepEqual(await find({}), [
      { path: `${folder}/log.1`, sealed: true, resumable: true },
      { path: `${folder}/log`, sealed: false, resumable: true },
    ]);
    t.deepEqual(
      (await find({ input: 'json' })).map(({ sealed }) => sealed),
      [true, true],
    );
  }));

test('two files of a job, or beside it, must not be the same', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, '{}\n');
    const settings = readSettings({
      source: `${folder}/log`,
      output: `${folder}/out`,
      rejects: `${folder}/rejects`,
    });
    t.is(
      (await findSources(settings, { stats: `${folder}/stats`, reference: `${folder}/reference` })).length,
      1,
    );
    for (const [beside, message] of [
      [{ stats: `${folder}/log` }, /^stats: .*log is the source; name another file$/],
      [{ stats: `${folder}/rejects` }, /^stats: .*rejects is the rejects file/],
      [{ reference: `${folder}/out` }, /^output: .*out is the reference/],
    ] as const) {
      await t.throwsAsync(findSources(settings, beside), { code: 'bad-option', message });
    }
  }));
