import { mkdir, readdir, readFile, stat, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { DurableWriter } from '../../lib/disk/durable-writer.js';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { failsWith } from '../support/fails-with.js';
import { type Fault, FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';
import { withHeldSyncs } from '../support/hold-syncs.js';
import { systemError } from '../support/memory-disk.js';

// Serial: the file system under storage, and the umask, belong to the whole process.

async function whole(path: string, text: string): Promise<number> {
  const writer = await DurableWriter.open(path);
  await writer.write(Buffer.from(text));
  return writer.finish();
}

async function partialIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  return `${folder}/${names.find((name) => name.endsWith('.partial'))}`;
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test.serial('the file gets its name only when it is whole', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/file`;
    await writeFile(path, 'old');
    const writer = await DurableWriter.open(path);
    await writer.write(Buffer.from('new '));
    await writer.write(Buffer.alloc(0));
    await writer.write(Buffer.from('content'));
    t.is(writer.bytes, 11);
    t.is(await readFile(path, 'utf8'), 'old');
    t.is(await writer.finish(), 11);
    t.is(await readFile(path, 'utf8'), 'new content');
    t.deepEqual(await readdir(folder), ['file']);
  }),
);

test.serial('an abort leaves the old file and nothing else, and may be repeated or come after the end', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/file`;
    await whole(path, 'old');
    const writer = await DurableWriter.open(path);
    await writer.write(Buffer.from('new'));
    await Promise.all([writer.abort(), writer.abort()]);
    await writer.abort();
    await failsWith(t, writer.write(Buffer.from('more')), 'aborted', path);
    await failsWith(t, writer.finish(), 'aborted', path);
    t.deepEqual(await readdir(folder), ['file']);
    t.is(await readFile(path, 'utf8'), 'old');
    const finished = await DurableWriter.open(path);
    await finished.finish();
    await finished.abort();
    t.is(await readFile(path, 'utf8'), '');
  }),
);

test.serial('an abort during a finish waits for it', (t) =>
  withFolder(async (folder) => {
    const writer = await DurableWriter.open(`${folder}/file`);
    await writer.write(Buffer.from('new'));
    const finishing = writer.finish();
    await Promise.resolve().then(() => {});
    await writer.abort();
    t.is(await finishing, 3);
    t.deepEqual(await readdir(folder), ['file']);
  }),
);

test.serial('permissions are set exactly whatever the umask, or like any new file', (t) =>
  withFolder(async (folder) => {
    const umask = process.umask(0o077);
    try {
      await whole(`${folder}/state`, '');
      const open = await DurableWriter.open(`${folder}/open`, { permissions: 0o664 });
      await open.finish();
      process.umask(0o027);
      const users = await DurableWriter.open(`${folder}/users`, { permissions: 'umask' });
      await users.finish();
      process.umask(0o777);
      await whole(`${folder}/hidden`, '');
    } finally {
      process.umask(umask);
    }
    t.is(await modeOf(`${folder}/state`), 0o600);
    t.is(await modeOf(`${folder}/open`), 0o664);
    t.is(await modeOf(`${folder}/users`), 0o640);
    t.is(await modeOf(`${folder}/hidden`), 0o600);
  }),
);

test.serial('a symbolic link in place of the file is replaced, not followed', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/victim`, 'precious');
    await symlink(`${folder}/victim`, `${folder}/file`);
    await whole(`${folder}/file`, 'new');
    t.is(await readFile(`${folder}/victim`, 'utf8'), 'precious');
    t.is(await readFile(`${folder}/file`, 'utf8'), 'new');
  }),
);

test.serial('removing, replacing or truncating the partial file is noticed', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/file`;
    await whole(path, 'old');
    const removed = await DurableWriter.open(path);
    await unlink(await partialIn(folder));
    await failsWith(t, removed.finish(), 'io', path, 'another process removed or replaced');
    const replaced = await DurableWriter.open(path);
    const partial = await partialIn(folder);
    await unlink(partial);
    await writeFile(partial, 'planted');
    await failsWith(t, replaced.finish(), 'io', path, 'another process removed or replaced');
    await replaced.abort();
    const cut = await DurableWriter.open(path);
    await cut.write(Buffer.from('content'));
    await truncate(await partialIn(folder), 3);
    await failsWith(t, cut.finish(), 'io', path, '7 bytes were written, but the file has 3');
    await cut.abort();
    t.is(await readFile(path, 'utf8'), 'old');
  }),
);

test.serial('a failure to write is reported with name, reason and code', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, whole(`${folder}/none/file`, ''), 'io', `cannot write ${folder}/none/file`, 'ENOENT');
    await mkdir(`${folder}/directory/inner`, { recursive: true });
    await failsWith(t, whole(`${folder}/directory`, ''), 'io', `${folder}/directory`);
    const opening = DurableWriter.open(`${folder}/none/file`, { code: 'output-failed' });
    await failsWith(t, opening, 'output-failed', 'no such file or directory');
  }),
);

/** Replaces a file with one fault in the system; what was called after the fault, and how it ended. */
async function replaceWith(folder: string, fault: Fault | undefined) {
  await writeFile(`${folder}/file`, 'old');
  const system = new FaultyFileSystem(nodeFileSystem, fault);
  const restore = replaceFileSystem(system);
  let error: unknown;
  try {
    const writer = await DurableWriter.open(`${folder}/file`);
    try {
      await writer.write(Buffer.from('new '));
      await writer.write(Buffer.from('content'));
      await writer.finish();
    } catch (failure) {
      await writer.abort();
      throw failure;
    }
  } catch (failure) {
    error = failure;
  } finally {
    restore();
    await system.dispose();
  }
  return { system, error, content: await readFile(`${folder}/file`, 'utf8') };
}

test.serial(
  'a fault at any call: the old file or the new one, nothing else left, and nothing tried again',
  (t) =>
    withFolder(async (folder) => {
      const { system } = await replaceWith(folder, undefined);
      t.true(system.calls.length > 8);
      for (const [index, { name }] of system.calls.entries()) {
        const at = index + 1;
        const short = await replaceWith(folder, { kind: 'short', at });
        t.is(short.content, 'new content', `short ${name}`);
        for (const code of ['EIO', 'ENOSPC', 'EMFILE']) {
          const { error, content, system: faulty } = await replaceWith(folder, { kind: 'error', at, code });
          const harmless = error === undefined;
          t.true(content === 'new content' || (content === 'old' && !harmless), `${name} ${content}`);
          t.deepEqual(await readdir(folder), ['file'], `${name} ${code}`);
          t.deepEqual(faulty.openFiles, [], name);
          const after = faulty.calls.slice(at).map((call) => call.name);
          if (!harmless) t.false(after.includes('file.sync') || after.includes('file.write'), name);
          if (!harmless) await failsWith(t, Promise.reject(error), 'io', `${folder}/file`, `(${code})`);
        }
        const killed = await replaceWith(folder, { kind: 'kill', at });
        t.true(['old', 'new content'].includes(killed.content), `killed at ${name}`);
        for (const left of await readdir(folder)) if (left !== 'file') await unlink(`${folder}/${left}`);
      }
    }),
);

test.serial('scratch files are checked too, but not synced', (t) =>
  withFolder(async (folder) => {
    const system = new FaultyFileSystem(nodeFileSystem);
    const restore = replaceFileSystem(system);
    try {
      const writer = await DurableWriter.open(`${folder}/file`, { sync: false });
      await writer.write(Buffer.from('content'));
      await writer.finish();
    } finally {
      restore();
    }
    t.false(system.calls.some(({ name }) => name === 'file.sync'));
    t.is(await readFile(`${folder}/file`, 'utf8'), 'content');
  }),
);

/** A file that is synced after every ten bytes. */
async function withEarlySyncs(
  use: (writer: DurableWriter, held: readonly ((error?: Error) => void)[], folder: string) => Promise<void>,
): Promise<void> {
  await withFolder((folder) =>
    withHeldSyncs(async (held) => use(await DurableWriter.open(`${folder}/file`), held, folder), 10),
  );
}

const TEN = Buffer.from('0123456789');

test.serial('a large file is synced while it grows, one sync at a time, and once more at the end', (t) =>
  withEarlySyncs(async (writer, held, folder) => {
    for (let count = 1; count <= 3; count++) await writer.write(TEN);
    t.is(held.length, 1);
    held[0]!();
    while (held.length < 2) await writer.write(TEN);
    const { bytes } = writer;
    const finished = writer.finish();
    await sleep(5);
    t.is(held.length, 2, 'the end waits for what was begun');
    held[1]!();
    while (held.length < 3) await sleep(1);
    t.deepEqual(await readdir(folder), [basename(await partialIn(folder))]);
    held[2]!();
    t.is(await finished, bytes);
    t.is(await readFile(`${folder}/file`, 'utf8'), TEN.toString().repeat(bytes / 10));
  }),
);

test.serial('after a failed early sync the file fails and is not synced again', (t) =>
  withEarlySyncs(async (writer, held, folder) => {
    await writer.write(TEN);
    const finished = writer.finish();
    held[0]!(systemError('EIO', 'fsync', 'file'));
    await failsWith(t, finished, 'io', `cannot write ${folder}/file`, '(EIO)');
    await failsWith(t, writer.write(TEN), 'io', '(EIO)');
    await failsWith(t, writer.finish(), 'io', '(EIO)');
    await writer.abort();
    t.is(held.length, 1);
    t.deepEqual(await readdir(folder), []);
  }),
);

test.serial('an abort waits for an early sync', (t) =>
  withEarlySyncs(async (writer, held, folder) => {
    await writer.write(TEN);
    let aborted = false;
    const aborting = writer.abort().then(() => {
      aborted = true;
    });
    await sleep(5);
    t.false(aborted);
    held[0]!();
    await aborting;
    t.deepEqual(await readdir(folder), []);
  }),
);

test.serial('each of many writers of one name publishes its own whole file', (t) =>
  withFolder(async (folder) => {
    const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(1000 + index));
    await Promise.all(texts.map((text) => whole(`${folder}/file`, text)));
    t.true(texts.includes(await readFile(`${folder}/file`, 'utf8')));
    t.deepEqual(await readdir(folder), ['file']);
  }),
);
