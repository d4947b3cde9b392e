import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { file as temporaryFile } from 'tmp-promise';
import { type SourceBytesOptions, sourceBytes } from '../../lib/sources/source-bytes.js';

const TEXT = `${'x'.repeat(2 ** 20)}\n${'y'.repeat(2 ** 20)}\nlast`;

async function readText(options: SourceBytesOptions): Promise<string> {
  const { path, cleanup } = await temporaryFile();
  await writeFile(path, TEXT);
  const chunks: Buffer[] = [];
  for await (const chunk of sourceBytes(path, options)) chunks.push(chunk);
  await cleanup();
  return Buffer.concat(chunks).toString();
}

test('all of a file, or a part of it', async (t) => {
  t.is(await readText({}), TEXT);
  t.is(await readText({ position: 5 }), TEXT.slice(5));
  t.is(await readText({ position: 5, end: 2 ** 20 + 9 }), TEXT.slice(5, 2 ** 20 + 9));
  t.is(await readText({ position: 5, end: 5 }), '');
  t.is(await readText({ position: 2 ** 22 }), '');
});

test('told to stop, it ends with a line, even one that is longer than a chunk', async (t) => {
  const stop = AbortSignal.abort();
  t.is(await readText({ stop }), TEXT.slice(0, 2 ** 20 + 1));
  t.is(await readText({ position: 2 ** 21 + 2, stop }), 'last');
});

test('what cannot be read is named', async (t) => {
  const bytes = sourceBytes('/no/such/file');
  await t.throwsAsync(bytes.next(), { code: 'source-unreadable', message: /\/no\/such\/file/ });
  await t.throwsAsync(sourceBytes('/').next(), { code: 'source-unreadable', message: /is a directory/ });
});
