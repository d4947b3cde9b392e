import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { formatReject, type Reject } from '../../lib/records/reject.js';
import { RejectsOutput } from '../../lib/validate/rejects-output.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const rejectAt = (offset: number): Reject => ({
  ...{ offset, length: 3, code: 'malformed-json', message: 'no JSON', text: 'a😀b' },
});

test('the rejects file replaces the old one when it is finished', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/rejects`;
    writeFileSync(file, 'of an earlier run', { mode: 0o640 });
    const output = new RejectsOutput(file);
    const [first, second] = [[rejectAt(0), rejectAt(10)], [rejectAt(20)]];
    const lines = [...first, ...second].map(formatReject);
    t.is(await output.write(first), Buffer.byteLength(lines.slice(0, 2).join('')));
    t.is(await output.write([]), Buffer.byteLength(lines.slice(0, 2).join('')));
    t.is(await output.write(second), Buffer.byteLength(lines.join('')));
    t.is(readFileSync(file, 'utf8'), 'of an earlier run');
    await output.finish();
    t.is(readFileSync(file, 'utf8'), lines.join(''));
    t.is(statSync(file).mode & 0o777, 0o640);
    t.deepEqual(readdirSync(folder), ['rejects']);
  }));

test('the rejects file is empty without rejects, and is removed when aborted', (t) =>
  withFolder(async (folder) => {
    await new RejectsOutput(`${folder}/none`).finish();
    t.is(readFileSync(`${folder}/none`, 'utf8'), '');
    const output = new RejectsOutput(`${folder}/aborted`);
    await output.abort();
    await output.write([rejectAt(0)]);
    await output.abort();
    t.deepEqual(readdirSync(folder), ['none']);
  }));

test('a device is written to directly, and a file that cannot be written is named', (t) =>
  withFolder(async (folder) => {
    t.is(await new RejectsOutput('/dev/null').write([]), 0);
    const full = new RejectsOutput('/dev/full').write([rejectAt(0)]);
    await failsWith(t, full, 'output-failed', '/dev/full', 'no space left');
    await failsWith(t, new RejectsOutput(folder).write([]), 'output-failed', folder);
    await failsWith(t, new RejectsOutput(`${folder}/no/rejects`).write([]), 'output-failed', `${folder}/no`);
  }));
