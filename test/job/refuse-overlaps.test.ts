import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import test from 'ava';
import { refuseOverlaps } from '../../lib/job/refuse-overlaps.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

test('different files pass, whether they exist or not', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, '');
    await writeFile(`${folder}/summary`, '');
    await t.notThrowsAsync(
      refuseOverlaps({
        sources: [`${folder}/log`, `${folder}/no-log`],
        output: `${folder}/summary`,
        rejects: `${folder}/rejects`,
        report: `${folder}/report`,
        stats: `${folder}/stats`,
        reference: `${folder}/reference`,
        directory: `${folder}/work`,
      }),
    );
  }));

test('an output that is a source is refused, under any name', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/logs`);
    await writeFile(`${folder}/logs/log`, '');
    await symlink(`${folder}/logs`, `${folder}/link`);
    await symlink(`${folder}/logs/log`, `${folder}/current`);
    const source = `${folder}/logs/log`;
    const names = [source, `${folder}/link/log`, `${folder}/current`, `${folder}/logs/../logs/./log`];
    for (const output of [...names, relative('.', source)]) {
      await failsWith(
        t,
        refuseOverlaps({ sources: [source], output }),
        'bad-option',
        `output: ${output} is the source; name another file`,
      );
    }
    const error = await t.throwsAsync(refuseOverlaps({ sources: [`${folder}/current`], output: source }));
    t.like(error, { file: source });
  }));

test('no output may be another file of the job', (t) =>
  withFolder(async (folder) => {
    const [log, file] = [`${folder}/log`, `${folder}/file`];
    await writeFile(log, '');
    const written = ['output', 'rejects', 'report', 'stats'] as const;
    for (const [index, second] of written.entries()) {
      const given = { sources: [log], output: `${folder}/summary` };
      for (const first of written.slice(0, index)) {
        const files = { ...given, [first]: file, [second]: file };
        await failsWith(t, refuseOverlaps(files), 'bad-option', `${second}: ${file} is the ${first} file`);
      }
      const overReference = { ...given, reference: file, [second]: file };
      await failsWith(t, refuseOverlaps(overReference), 'bad-option', `${second}: ${file} is the reference`);
      const overSource = { ...given, sources: [log, file], [second]: file };
      await failsWith(t, refuseOverlaps(overSource), 'bad-option', `${second}: ${file} is a source`);
    }
  }));

test('files that do not exist yet are compared through the links of their folders', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/real`);
    await symlink(`${folder}/real`, `${folder}/link`);
    await failsWith(
      t,
      refuseOverlaps({ sources: ['-'], output: `${folder}/real/new`, rejects: `${folder}/link/new` }),
      'bad-option',
      `rejects: ${folder}/link/new is the output file`,
    );
    t.false(existsSync(`${folder}/real/new`));
  }));

test('no output may lie in the work directory, but a source may', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/work`);
    await symlink(`${folder}/work`, `${folder}/link`);
    const files = { sources: ['-'], output: `${folder}/summary`, directory: `${folder}/link` };
    for (const stats of [`${folder}/work/stats`, `${folder}/link/stats`]) {
      await failsWith(
        t,
        refuseOverlaps({ ...files, stats }),
        'bad-option',
        `${stats} is in the work directory`,
      );
    }
    await t.notThrowsAsync(refuseOverlaps({ ...files, reference: `${folder}/work/reference` }));
    await t.notThrowsAsync(refuseOverlaps({ ...files, stats: `${folder}/work.stats` }));
  }));

test('files that are only read may be the same, and so may outputs on standard output', (t) =>
  withFolder(async (folder) => {
    const log = `${folder}/log`;
    await writeFile(log, '');
    await t.notThrowsAsync(refuseOverlaps({ sources: [log, log], reference: log, output: '-' }));
    await t.notThrowsAsync(refuseOverlaps({ sources: [log], output: '-', rejects: '-', stats: '-' }));
  }));
