import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { DirectWriter } from '../../lib/storage/direct-writer.js';
import { nodeFileSystem, replaceFileSystem } from '../../lib/storage/file-system.js';
import { failsWith } from '../support/fails-with.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';

test.serial('waits for the reader of a pipe and gives it all, in order', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/pipe`;
    execFileSync('mkfifo', [path]);
    const reading = readFile(path, 'utf8');
    const writer = await DirectWriter.open(path);
    await writer.write(Buffer.from('one '));
    await writer.write(Buffer.alloc(200_000, 'x'));
    await writer.finish();
    t.is(await reading, `one ${'x'.repeat(200_000)}`);
  }),
);

test.serial('a device that is full says so', async (t) => {
  const writer = await DirectWriter.open('/dev/full');
  await failsWith(
    t,
    writer.write(Buffer.from('x')),
    'output-failed',
    'cannot write /dev/full',
    'no space left',
  );
  await writer.abort();
  await writer.abort();
});

test.serial('what it cannot open, or close, is told by name', async (t) => {
  await failsWith(t, DirectWriter.open('/none/pipe'), 'output-failed', 'cannot write /none/pipe', 'ENOENT');
  const restore = replaceFileSystem(
    new FaultyFileSystem(nodeFileSystem, { kind: 'error', at: 2, code: 'EIO' }),
  );
  const writer = await DirectWriter.open('/dev/null');
  await failsWith(t, writer.finish().finally(restore), 'output-failed', 'cannot write /dev/null', '(EIO)');
});
