import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { PipeWriter } from '../../lib/disk/pipe-writer.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

function withPipe(use: (pipe: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    execFileSync('mkfifo', [`${folder}/pipe`]);
    await use(`${folder}/pipe`);
  });
}

test('waits for the reader of a pipe and sends it everything, in order', (t) =>
  withPipe(async (pipe) => {
    const reading = readFile(pipe, 'utf8');
    const writer = await PipeWriter.open(pipe);
    await writer.write(Buffer.from('one '));
    await writer.write(Buffer.alloc(200_000, 'x'));
    await writer.finish();
    t.is(await reading, `one ${'x'.repeat(200_000)}`);
  }));

test('a write after the reader has left fails with the name of the pipe', (t) =>
  withPipe(async (pipe) => {
    const reader = createReadStream(pipe, { highWaterMark: 1 });
    const writer = await PipeWriter.open(pipe);
    const writing = writer.write(Buffer.alloc(1_000_000));
    reader.once('data', () => reader.destroy());
    await failsWith(t, writing, 'output-failed', `cannot write ${pipe}`, 'EPIPE');
    await writer.abort();
    await writer.abort();
  }));

test('a writer can be aborted while its reader does not read', (t) =>
  withPipe(async (pipe) => {
    const reader = createReadStream(pipe);
    reader.pause();
    const writer = await PipeWriter.open(pipe);
    const writing = writer.write(Buffer.alloc(1_000_000));
    const failed = t.throwsAsync(writing, { code: 'output-failed' });
    await writer.abort();
    await failed;
    reader.destroy();
  }));

test('a failure to open is reported by name', async (t) => {
  await failsWith(t, PipeWriter.open('/none/pipe'), 'output-failed', 'cannot write /none/pipe', 'ENOENT');
});
