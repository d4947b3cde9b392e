import { execFileSync } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { buffer, text } from 'node:stream/consumers';
import test from 'ava';
import { isPipe, openPipeWriter, pipeBytes } from '../../lib/disk/named-pipe.js';
import { withFolder } from '../support/folder.js';

function withPipe(use: (pipe: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    execFileSync('mkfifo', [`${folder}/pipe`]);
    await use(`${folder}/pipe`);
  });
}

/** More than all threads that node makes file calls in. */
const MANY = 9;

test('distinguishes pipes from files and from missing paths', (t) =>
  withPipe(async (pipe) => {
    t.true(await isPipe(pipe));
    await writeFile(`${pipe}.file`, '');
    t.false(await isPipe(`${pipe}.file`));
    t.false(await isPipe(`${pipe}.none`));
  }));

test('reads everything from a writer that opens the pipe later', (t) =>
  withPipe(async (pipe) => {
    const reading = buffer(pipeBytes(pipe));
    const bytes = Buffer.alloc(1_000_000, 'abc');
    await writeFile(pipe, bytes);
    t.true((await reading).equals(bytes));
  }));

test('an empty pipe gives nothing', (t) =>
  withPipe(async (pipe) => {
    const reading = text(pipeBytes(pipe));
    await writeFile(pipe, '');
    t.is(await reading, '');
  }));

test('writes to a reader that opens the pipe later', (t) =>
  withPipe(async (pipe) => {
    const opening = openPipeWriter(pipe);
    const reading = buffer(createReadStream(pipe));
    const bytes = Buffer.alloc(1_000_000, 'abc');
    (await opening).end(bytes);
    t.true((await reading).equals(bytes));
  }));

test('waiting for the other side of a pipe blocks no file calls, and ends with the signal', (t) =>
  withPipe(async (pipe) => {
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const reading = Array.from({ length: MANY }, () => buffer(pipeBytes(pipe, stop.signal)));
    execFileSync('mkfifo', [`${pipe}2`]);
    const writing = Array.from({ length: MANY }, () => openPipeWriter(`${pipe}2`, stop.signal));
    const failed = [...reading, ...writing].map((waiting) => t.throwsAsync(waiting, { code: 'aborted' }));
    t.is(await readFile('/dev/null', 'utf8'), '');
    stop.abort();
    await Promise.all(failed);
    t.true((await stat(pipe)).isFIFO());
  }));

test('a pipe that has vanished when it is opened fails like any file', (t) =>
  withPipe(async (pipe) => {
    await t.throwsAsync(buffer(pipeBytes(`${pipe}.none`)), { code: 'ENOENT' });
    await t.throwsAsync(openPipeWriter(`${pipe}.none`), { code: 'ENOENT' });
  }));

test('reading a pipe continues after a pause of the writer', (t) =>
  withPipe(async (pipe) => {
    const reading = text(pipeBytes(pipe));
    const writer = createWriteStream(pipe);
    await new Promise((resolve) => writer.write('one ', resolve));
    await new Promise((resolve) => setTimeout(resolve, 20));
    writer.end('two');
    t.is(await reading, 'one two');
  }));
