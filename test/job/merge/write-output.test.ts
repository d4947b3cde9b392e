import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import type { SharedFile } from '../../../lib/disk/durable-writer.js';
import { writeOutput } from '../../../lib/job/merge/write-output.js';
import { failsWith } from '../../support/fails-with.js';
import { withFolder } from '../../support/folder.js';

/** Lines in one buffer, which holds others each time that the next ones are asked for. */
async function* inOneBuffer(): AsyncGenerator<Buffer, void, void> {
  const buffer = Buffer.alloc(4096);
  for (let line = 1000; line < 2000; line++) {
    yield buffer.subarray(0, buffer.write(`${line}\n`));
    buffer.fill('x');
  }
}

const LINES = Array.from({ length: 1000 }, (_, index) => `${1000 + index}\n`).join('');

test('a chunk is written before the next one is asked for, compressed or not', (t) =>
  withFolder(async (folder) => {
    await writeOutput({ chunks: inOneBuffer }, `${folder}/out`);
    t.is(await readFile(`${folder}/out`, 'utf8'), LINES);
    await writeOutput({ chunks: inOneBuffer }, `${folder}/out.gz`);
    t.is(gunzipSync(await readFile(`${folder}/out.gz`)).toString(), LINES);
  }));

test('an aborted or failed write leaves no file', (t) =>
  withFolder(async (folder) => {
    const stop = new AbortController();
    const endless = async function* () {
      for (let chunk = 1; ; chunk++) {
        if (chunk === 3) stop.abort(new Error('enough'));
        yield Buffer.from('line\n');
      }
    };
    await t.throwsAsync(writeOutput({ chunks: endless }, `${folder}/out`, stop.signal), {
      message: 'enough',
    });
    // biome-ignore lint/correctness/useYield: it fails before it has anything to give.
    const failing = async function* (): AsyncGenerator<Uint8Array, void, void> {
      throw new Error('no lines');
    };
    await t.throwsAsync(writeOutput({ chunks: failing }, `${folder}/out`), { message: 'no lines' });
    await t.throwsAsync(readFile(`${folder}/out`), { code: 'ENOENT' });
  }));

test('writeTo is used for a plain file, and chunks for anything else', (t) =>
  withFolder(async (folder) => {
    const lines = {
      chunks: inOneBuffer,
      async *writeTo({ file, name }: SharedFile) {
        t.is(name, `${folder}/out`);
        await writeFile(file, 'line one\n');
        yield 9;
        await appendFile(file, 'line two\n');
        yield 9;
      },
    };
    await writeOutput(lines, `${folder}/out`);
    t.is(await readFile(`${folder}/out`, 'utf8'), 'line one\nline two\n');
    await writeOutput(lines, `${folder}/out.gz`);
    t.is(gunzipSync(await readFile(`${folder}/out.gz`)).toString(), LINES);
    await writeOutput(lines, '/dev/null');
    const lying = {
      ...lines,
      writeTo: async function* () {
        yield 9;
      },
    };
    await failsWith(
      t,
      writeOutput(lying, `${folder}/none`),
      'output-failed',
      `${folder}/none`,
      '9 bytes were written',
    );
    t.deepEqual((await readdir(folder)).sort(), ['out', 'out.gz']);
  }));
