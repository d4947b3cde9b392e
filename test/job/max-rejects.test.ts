import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { summarize } from '../../lib/index.js';
import { readMaxRejects } from '../../lib/job/max-rejects.js';
import { OptionReader } from '../../lib/options.js';
import { withFolder } from '../support/folder.js';

const read = (maxRejects: unknown) => readMaxRejects(new OptionReader('job', { maxRejects }));

test('rejects are limited by a number or by a share', (t) => {
  t.deepEqual(read(7), { maxRejects: 7, maxRejectPercent: undefined });
  t.deepEqual(read('1%'), { maxRejects: Number.MAX_SAFE_INTEGER, maxRejectPercent: 1 });
  t.is(read('0.5 %').maxRejectPercent, 0.5);
  t.is(read('100%').maxRejectPercent, 100);
  t.is(read(undefined).maxRejects, Number.MAX_SAFE_INTEGER);
});

for (const wrong of ['101%', '-1%', '%', '1', 'few', '1%%', -1, 1.5, null]) {
  test(`a limit of ${JSON.stringify(wrong)} is refused`, (t) => {
    t.throws(() => read(wrong), { code: 'bad-option', message: /maxRejects must be a whole number/ });
  });
}

test('a job whose share of rejects is greater fails when all is read; the rejects are there, and a rerun may allow more', (t) =>
  withFolder(async (folder) => {
    const lines = Array.from(
      { length: 50 },
      (_, id) => `{"user_id":"u","type":"event","id":${id},"name":"n"}\n`,
    );
    await writeFile(`${folder}/log`, [...lines.slice(0, 49), 'nonsense\n'].join(''));
    const job = {
      source: `${folder}/log`,
      output: `${folder}/out`,
      rejects: `${folder}/rejects`,
      workers: 1,
    };
    const error = await t.throwsAsync(summarize({ ...job, maxRejects: '1.9%' }), {
      code: 'too-many-rejects',
    });
    t.is(error?.message, '1 of 50 lines were rejected, more than maxRejects (1.9%) allows');
    t.false(existsSync(job.output));
    t.is((await readFile(job.rejects, 'utf8')).split('\n').length, 2);
    const stats = await summarize({ ...job, maxRejects: '2%' });
    t.is(stats.resumedFrom, stats.sourceBytes);
    t.true(existsSync(job.output));
  }));
