import { chmodSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { RejectsFile } from '../../lib/checkpoint/rejects-file.js';
import { formatReject, type Reject } from '../../lib/records/reject.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const rejectAt = (offset: number): Reject => ({
  ...{ offset, length: 3, code: 'bad-name', message: 'no name', text: 'ä\n' },
});
const lineAt = (offset: number) => formatReject(rejectAt(offset));

test('a rejects file grows by what is written, and is cut to the saved length when the job is resumed', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/rejects`;
    const first = await RejectsFile.open({ file, length: 0, checksum: 0 });
    const saved = await first.write([rejectAt(0), rejectAt(10)]);
    t.is(saved, Buffer.byteLength(lineAt(0) + lineAt(10)));
    t.is(await first.write([]), saved);
    await first.sync();
    await first.write([rejectAt(20)]);
    await first.close();
    await first.close();

    chmodSync(file, 0o644);
    const second = await RejectsFile.open({ file, length: saved, checksum: 0 });
    t.is(readFileSync(file, 'utf8'), lineAt(0) + lineAt(10));
    t.is(statSync(file).mode & 0o777, 0o600);
    t.is(await second.write([rejectAt(30)]), Buffer.byteLength(lineAt(0) + lineAt(10) + lineAt(30)));
    await second.close();
    t.is(readFileSync(file, 'utf8'), lineAt(0) + lineAt(10) + lineAt(30));
  }));

test('a rejects file that is shorter than the saved length, or missing, is damaged', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/rejects`;
    writeFileSync(file, 'short');
    await failsWith(
      t,
      RejectsFile.open({ file, length: 6, checksum: 0 }),
      'state-corrupt',
      file,
      'has 5 bytes',
    );
    t.is(readFileSync(file, 'utf8'), 'short');
    unlinkSync(file);
    await failsWith(
      t,
      RejectsFile.open({ file, length: 6, checksum: 0 }),
      'state-corrupt',
      file,
      'is missing',
    );
    writeFileSync(`${folder}/elsewhere`, 'not ours');
    symlinkSync(`${folder}/elsewhere`, file);
    await failsWith(t, RejectsFile.open({ file, length: 0, checksum: 0 }), 'io', file);
    t.is(readFileSync(`${folder}/elsewhere`, 'utf8'), 'not ours');
  }));

test('after a failure, every call fails in the same way', (t) =>
  withFolder(async (folder) => {
    const rejects = await RejectsFile.open({ file: `${folder}/rejects`, length: 0, checksum: 0 });
    await rejects.close();
    await failsWith(t, rejects.write([rejectAt(0)]), 'io', `${folder}/rejects`);
    await failsWith(t, rejects.sync(), 'io', `${folder}/rejects`);
  }));
