import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import test from 'ava';
import type { ErrorCode } from '../../lib/errors.js';
import { readSettings, type SummarizeOptions } from '../../lib/job/job-settings.js';
import { openFiles } from '../../lib/job/open-files.js';
import type { FilesBeside } from '../../lib/job/refuse-overlaps.js';
import { canMount } from '../crash/full.js';
import { failsWith } from '../support/fails-with.js';
import { withSmallLog } from '../support/small-log.js';

// File systems may only be mounted by root, and not even by root everywhere.
const whereMounted = (await canMount()) ? test : test.skip;

function opening(folder: string) {
  return (options: Partial<SummarizeOptions> = {}, beside: FilesBeside = {}) =>
    openFiles(readSettings({ source: `${folder}/log`, output: `${folder}/out`, ...options }), beside);
}

test('openFiles resolves the sources and the work directory', (t) =>
  withSmallLog(async (folder) => {
    const open = opening(folder);
    const { sources, directory } = await open();
    t.deepEqual(
      sources.map(({ path }) => path),
      [`${folder}/log`],
    );
    t.is(directory, `${folder}/out.spillway`);
    t.is((await open({ output: '-' })).directory, undefined);
    t.is((await open({ output: '-', directory: `${folder}/work` })).directory, `${folder}/work`);
    t.deepEqual(readdirSync(folder), ['log']);
  }));

test('a second output on standard output is refused', (t) =>
  withSmallLog(async (folder) => {
    const open = opening(folder);
    for (const name of ['output', 'rejects', 'report']) await t.notThrowsAsync(open({ [name]: '-' }));
    await t.notThrowsAsync(open({}, { stats: '-' }));
    const taken = /standard output \(-\) is taken by the (output|rejects)/;
    await failsWith(t, open({ output: '-', rejects: '-' }), 'bad-option', 'rejects: ', taken);
    await failsWith(t, open({ rejects: '-', report: '-' }), 'bad-option', 'report: ', taken);
    await failsWith(t, open({ output: '-' }, { stats: '-' }), 'bad-option', 'stats: ', taken);
  }));

test('a comparison is refused if the output or the reference is not a file', (t) =>
  withSmallLog(async (folder) => {
    const open = opening(folder);
    const reference = `${folder}/log`;
    await t.notThrowsAsync(open({}, { reference }));
    await failsWith(t, open({}, { reference: `${folder}/none` }), 'io', `${folder}/none`, 'no such file');
    await failsWith(t, open({}, { reference: folder }), 'io', folder, 'is a directory');
    await failsWith(t, open({}, { reference: '/dev/null' }), 'io', '/dev/null', 'not a regular file');
    await failsWith(t, open({}, { reference: '' }), 'bad-option', 'reference must be a path');
    await failsWith(t, open({ output: '-' }, { reference }), 'bad-option', 'standard output');
    await failsWith(t, open({ output: '/dev/null' }, { reference }), 'bad-option', '/dev/null');
  }));

test('an output that could not be written later is refused before any work', (t) =>
  withSmallLog(async (folder) => {
    const open = opening(folder);
    const long = `${folder}/${'n'.repeat(240)}`;
    for (const path of [`${folder}/none/x`, folder, `${folder}/log/x`, long]) {
      const directory = `${folder}/work`;
      for (const name of ['output', 'rejects', 'report']) {
        await failsWith(t, open({ directory, [name]: path }), 'output-failed', path);
      }
      await failsWith(t, open({}, { stats: path }), 'output-failed', path);
    }
    await failsWith(t, open({ directory: `${folder}/none/work` }), 'io', `${folder}/none/work`);
    await failsWith(t, open({ directory: `${folder}/log/work` }), 'io', `${folder}/log/work`);
    mkdirSync(`${folder}/out.spillway`);
    const inside = `${folder}/out.spillway/rejects`;
    await failsWith(t, open({ rejects: inside }), 'bad-option', 'in the work directory');
    await failsWith(t, open({}, { stats: inside }), 'bad-option', 'in the work directory');
    t.deepEqual(readdirSync(folder), ['log', 'out.spillway']);
  }));

whereMounted('a place that cannot be written to is refused before any work', (t) =>
  withSmallLog(async (folder) => {
    const readOnly = `${folder}/read-only`;
    mkdirSync(readOnly);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', readOnly]);
    try {
      const open = opening(folder);
      const refused = (options: Partial<SummarizeOptions>, code: ErrorCode) =>
        failsWith(t, open({ directory: `${folder}/work`, ...options }), code, readOnly, 'read-only');
      for (const name of ['output', 'rejects', 'report']) {
        await refused({ [name]: `${readOnly}/x` }, 'output-failed');
      }
      await refused({ directory: readOnly }, 'io');
      await refused({ directory: `${readOnly}/work` }, 'io');
      await failsWith(t, open({}, { stats: `${readOnly}/x` }), 'output-failed', 'read-only');
    } finally {
      execFileSync('umount', [readOnly]);
    }
  }),
);
