import { writeFileSync } from 'node:fs';
import test from 'ava';
import { readSettings } from '../../lib/job/job-settings.js';
import { leaveOutOutputs } from '../../lib/job/leave-out-outputs.js';
import { withFolder } from '../support/folder.js';

test('paths that are no outputs stay, in their order', (t) =>
  withFolder(async (folder) => {
    const settings = readSettings({ source: folder, output: `${folder}/out` });
    const paths = [`${folder}/b`, '-', `${folder}/a`];
    t.deepEqual(await leaveOutOutputs(paths, settings, {}), paths);
  }));

test('an output among the sources stays if no saved work shows that the job wrote it', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/out`, '{}\n');
    const settings = readSettings({ source: folder, output: `${folder}/out` });
    const paths = [`${folder}/log`, `${folder}/out`];
    t.deepEqual(await leaveOutOutputs(paths, settings, {}), paths);
  }));

test('saved work that cannot be read leaves all paths in place', (t) =>
  withFolder(async (folder) => {
    const settings = readSettings({ source: folder, output: `${folder}/out`, directory: `${folder}/out` });
    writeFileSync(`${folder}/out`, 'no directory');
    t.deepEqual(await leaveOutOutputs([`${folder}/out`], settings, {}), [`${folder}/out`]);
  }));
