import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';
import { fileSink } from '../../lib/disk/file-sink.js';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { partialPath, randomId } from '../../lib/disk/partial-file.js';
import { failsWith } from '../support/fails-with.js';
import { type Fault, FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';
import { leftBehindIn } from '../support/left-behind.js';

const write = (path: string, ...chunks: string[]) => pipeline(Readable.from(chunks), fileSink(path));

test.serial('replaces a file once everything is written, and keeps its permissions', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/out`, 'old');
    await chmod(`${folder}/out`, 0o640);
    await write(`${folder}/out`, 'new ', '', 'content');
    t.is(await readFile(`${folder}/out`, 'utf8'), 'new content');
    t.is((await stat(`${folder}/out`)).mode & 0o777, 0o640);
    await write(`${folder}/empty`);
    t.is(await readFile(`${folder}/empty`, 'utf8'), '');
    t.deepEqual((await readdir(folder)).sort(), ['empty', 'out']);
  }),
);

test.serial('replaces the target of a link, not the link', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/there`);
    await writeFile(`${folder}/there/out`, 'old');
    await symlink('there/out', `${folder}/link`);
    await write(`${folder}/link`, 'new');
    t.is(await readlink(`${folder}/link`), 'there/out');
    t.is(await readFile(`${folder}/there/out`, 'utf8'), 'new');
    t.deepEqual(await readdir(`${folder}/there`), ['out']);
  }),
);

test.serial('a sink that is destroyed at any moment leaves the old file and nothing else', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/out`, 'old');
    const source = async function* () {
      yield 'half';
      throw new Error('no more');
    };
    await t.throwsAsync(pipeline(source, fileSink(`${folder}/out`)), { message: 'no more' });
    const unused = fileSink(`${folder}/out`);
    unused.destroy();
    await once(unused, 'close');
    const busy = fileSink(`${folder}/out`);
    busy.write(Buffer.alloc(3_000_000));
    busy.destroy();
    await once(busy, 'close');
    t.deepEqual(await leftBehindIn(folder, ['out']), ['out']);
    t.is(await readFile(`${folder}/out`, 'utf8'), 'old');
  }),
);

test.serial('removes partial files that killed processes left of the same file', (t) =>
  withFolder(async (folder) => {
    await writeFile(partialPath(`${folder}/out`, randomId()), 'half');
    await write(`${folder}/out`, 'new');
    t.deepEqual(await readdir(folder), ['out']);
  }),
);

test.serial('writes directly to pipes and devices', (t) =>
  withFolder(async (folder) => {
    execFileSync('mkfifo', [`${folder}/pipe`]);
    const reading = readFile(`${folder}/pipe`, 'utf8');
    await write(`${folder}/pipe`, 'through ', 'the pipe');
    t.is(await reading, 'through the pipe');
    t.true((await stat(`${folder}/pipe`)).isFIFO());
    await write('/dev/null', 'nothing');
    await failsWith(t, write('/dev/full', 'x'), 'output-failed', 'cannot write /dev/full', 'no space left');
  }),
);

test.serial('a failure to write is reported by name', async (t) => {
  await failsWith(
    t,
    write('/none/out', 'x'),
    'output-failed',
    'cannot write /none/out',
    'there is no directory /none',
  );
  await failsWith(t, write('/tmp', 'x'), 'output-failed', 'cannot write /tmp: it is a directory');
  for (const path of ['', 'a\0b', 7])
    await failsWith(t, () => fileSink(path as string), 'bad-option', 'a path');
});

async function writeWith(
  folder: string,
  fault?: Fault,
): Promise<{ system: FaultyFileSystem; error: unknown }> {
  await writeFile(`${folder}/out`, 'old');
  const system = new FaultyFileSystem(nodeFileSystem, fault);
  const restore = replaceFileSystem(system);
  const sink = fileSink(`${folder}/out`);
  const closed = new Promise((resolve) => sink.once('close', resolve));
  const error = await pipeline(Readable.from(['new ', 'content']), sink).catch((failure: unknown) => failure);
  await closed;
  restore();
  await system.dispose();
  return { system, error };
}

test.serial('a fault at any call is reported, and leaves the old file or the new one', (t) =>
  withFolder(async (folder) => {
    const { system } = await writeWith(folder);
    for (let at = 1; at <= system.calls.length; at++) {
      const short = await writeWith(folder, { kind: 'short', at });
      t.is(short.error, undefined);
      const faulty = await writeWith(folder, { kind: 'error', at, code: 'ENOSPC' });
      const content = await readFile(`${folder}/out`, 'utf8');
      if (faulty.error === undefined) t.is(content, 'new content');
      else await failsWith(t, Promise.reject(faulty.error), 'output-failed', `${folder}/out`, '(ENOSPC)');
      t.true(['old', 'new content'].includes(content));
      t.deepEqual(await readdir(folder), ['out'], `${faulty.system.failed?.name}`);
    }
  }),
);
