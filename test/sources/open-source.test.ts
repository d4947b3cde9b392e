import { spawnSync } from 'node:child_process';
import { appendFileSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { dir as directory } from 'tmp-promise';
import { describeSource, openSource } from '../../lib/sources/open-source.js';
import { failsWith } from '../support/fails-with.js';
import { readAll } from '../support/read-all.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';

for (const name of ['log.ndjson', 'members.gz', 'frames.zst']) {
  test(`reads ${name} from any position`, async (t) => {
    for (const position of [0, 1, 1000, LOG.length]) {
      const bytes = await readAll(openSource(sourceFixture(name), { position }));
      t.deepEqual(bytes, LOG.subarray(position));
    }
  });

  test(`refuses a position beyond the end of ${name}`, async (t) => {
    const path = sourceFixture(name);
    const error = await t.throwsAsync(readAll(openSource(path, { position: LOG.length + 1 })));
    t.like(error, { code: 'source-unreadable', file: path, found: LOG.length });
  });
}

test('reports how much of the file it has read', async (t) => {
  const reads: number[] = [];
  const path = sourceFixture('log.gz');
  await readAll(openSource(path, { onRead: (bytes) => reads.push(bytes) }));
  t.is(reads.at(-1), (await describeSource(path)).size);
});

test('describes a source by its content, whatever its name', async (t) => {
  const { path: folder, cleanup } = await directory({ unsafeCleanup: true });
  t.teardown(cleanup);
  const path = join(folder, 'plain.gz');
  writeFileSync(path, '{}\n');
  t.deepEqual(await describeSource(path), { path, compression: 'none', size: 3, resumable: true });
  t.like(await describeSource(sourceFixture('rotated/app.log.1.zst')), { compression: 'zstd' });
  t.is((await readAll(openSource(path))).toString(), '{}\n');
});

test('names a file that cannot be read', async (t) => {
  for (const [path, reason] of [
    [sourceFixture('no-such-file'), /no such file/],
    [sourceFixture('rotated'), /it is a directory/],
  ] as const) {
    const error = await t.throwsAsync(readAll(openSource(path)), { message: reason });
    t.like(error, { code: 'source-unreadable', file: path });
    await t.throwsAsync(describeSource(path), { message: reason });
  }
  t.throws(() => openSource(''), { message: /must be a path/ });
  t.throws(() => openSource('x', { position: -1 }), { message: /position/ });
});

test('closes its file when it is destroyed half-way', async (t) => {
  for (const name of ['log.ndjson', 'members.gz', 'frames.zst']) {
    const stream = openSource(sourceFixture(name));
    for await (const chunk of stream) {
      t.true(chunk.length > 0);
      break;
    }
    t.true(stream.destroyed);
  }
});

const SCRIPT = `
  import { describeSource, openSource } from ${JSON.stringify(new URL('../../lib/sources/open-source.js', import.meta.url).href)};
  console.error(JSON.stringify(await describeSource('-')));
  for await (const chunk of openSource('-', { position: 10 })) process.stdout.write(chunk);
`;

test('reads standard input, compressed or not, from a file or a pipe', (t) => {
  const run = (stdio: { input?: Buffer; stdio?: [number, 'pipe', 'pipe'] }) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], stdio);
    return { bytes: stdout, info: JSON.parse(stderr.toString()) };
  };
  const piped = run({ input: LOG });
  t.deepEqual(piped.bytes, LOG.subarray(10));
  t.false(piped.info.resumable);
  const redirected = run({ stdio: [openSync(sourceFixture('log.gz'), 'r'), 'pipe', 'pipe'] });
  t.deepEqual(redirected.bytes, LOG.subarray(10));
  t.like(redirected.info, { path: '-', compression: 'gzip', resumable: true });
});

const MANY_LINES = LOG.toString().repeat(Math.ceil((3 * 2 ** 20) / LOG.length));

/** Opens a source and changes it before the rest is read. */
async function changedAfterFirstChunk(path: string, change: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of openSource(path)) {
    if (chunks.push(chunk) === 1) change();
  }
  return Buffer.concat(chunks);
}

test('a source that is cut or written anew while it is read is refused as in a job', async (t) => {
  const { path: folder, cleanup } = await directory({ unsafeCleanup: true });
  t.teardown(cleanup);
  for (const [name, content] of [
    ['app.log', Buffer.from(MANY_LINES)],
    ['app.gz', gzipSync(MANY_LINES, { level: 0 })],
  ] as const) {
    const path = join(folder, name);
    const other = Buffer.from(content);
    other.set(Buffer.alloc(200, ' '), 100);
    for (const change of [
      () => truncateSync(path, content.length - 100_000),
      () => writeFileSync(path, ''),
      () => writeFileSync(path, other),
    ]) {
      writeFileSync(path, content);
      // Which of the two is seen depends on what was read by then.
      const words = /it was truncated|was written over while it was read/;
      await failsWith(t, changedAfterFirstChunk(path, change), 'source-changed', path, words);
    }
    writeFileSync(path, content);
    // What was appended counts: it may still be the same log.
    await t.notThrowsAsync(changedAfterFirstChunk(path, () => appendFileSync(path, content)));
  }
});
