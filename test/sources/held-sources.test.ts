import { rename, writeFile } from 'node:fs/promises';
import test from 'ava';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { readAt } from '../../lib/disk/transfer.js';
import { HeldSources } from '../../lib/sources/held-sources.js';
import { openSameSource } from '../../lib/sources/job-sources.js';
import { requireUnchanged } from '../../lib/sources/verify-source.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';
import { systemError } from '../support/memory-disk.js';

const sourceAt = (path: string) => ({ path, sealed: false, resumable: true });

async function withSources(
  count: number,
  use: (paths: readonly string[], folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const paths = Array.from({ length: count }, (_, index) => `${folder}/log.${index}`);
    for (const path of paths) await writeFile(path, `${path}\n`);
    await use(paths, folder);
  });
}

test.serial('a source is read from the file that was opened, wherever its name leads now', (t) =>
  withSources(2, async (paths) => {
    const held = await HeldSources.open(paths.map(sourceAt));
    await rename(paths[0]!, `${paths[0]}.1`);
    await rename(paths[1]!, paths[0]!);
    await writeFile(paths[1]!, 'new');
    for (const [index, path] of paths.entries()) {
      t.is(await held.use(index, async (file) => (await file.identifyWhole()).size), path.length + 1);
      const file = await openSameSource(held.segmentSource(index));
      t.is(Buffer.from(await readAt(file.file, 0, 1000)).toString(), `${path}\n`);
      await requireUnchanged(file, held.seen(index));
      await file.close();
    }
    await held.close();
  }),
);

test.serial(
  'of very many sources the last ones are held, and another one is refused if it was replaced',
  (t) =>
    withSources(130, async (paths) => {
      const disk = new FaultyFileSystem(nodeFileSystem);
      const restore = replaceFileSystem(disk);
      try {
        const held = await HeldSources.open(paths.map(sourceAt));
        t.deepEqual(disk.openFiles.toSorted(), paths.slice(2).toSorted());
        t.is(await held.use(1, async (file) => file.path), paths[1]!);
        await rename(paths[2]!, paths[1]!);
        await t.throwsAsync(
          held.use(1, async () => t.fail()),
          { code: 'source-changed', message: /log\.1 / },
        );
        t.is(await held.use(2, async (file) => (await file.identify(0)).size), paths[2]!.length + 1);
        await held.close();
        t.deepEqual(disk.openFiles, []);
      } finally {
        restore();
      }
    }),
);

test.serial('no source is held if the process may not open enough files', (t) =>
  withSources(20, async (paths) => {
    const disk = new FaultyFileSystem(nodeFileSystem);
    let opening = 0;
    let refused = 0;
    const open: FaultyFileSystem['open'] = async (path, flags, mode) => {
      if (disk.openFiles.length + opening >= 17 && ++refused > 0) throw systemError('EMFILE', 'open', path);
      opening++;
      return disk.open(path, flags, mode).finally(() => opening--);
    };
    const restore = replaceFileSystem(Object.assign(Object.create(disk), { open: open.bind(disk) }));
    try {
      const held = await HeldSources.open(paths.map(sourceAt));
      t.true(refused > 0);
      t.deepEqual(disk.openFiles, []);
      t.is(await held.use(19, async (file) => file.path), paths[19]!);
      await held.close();
    } finally {
      restore();
    }
  }),
);

test.serial('files that are moved while they are opened are refused', (t) =>
  withSources(2, async (paths) => {
    const open: typeof nodeFileSystem.open = async (path, ...rest) => {
      const file = await nodeFileSystem.open(path, ...rest);
      if (path !== paths[0]) return file;
      await rename(paths[1]!, paths[0]!);
      await writeFile(paths[1]!, 'new\n');
      return file;
    };
    const restore = replaceFileSystem({ ...nodeFileSystem, open });
    try {
      const opening = HeldSources.open(paths.map(sourceAt));
      await t.throwsAsync(opening, { code: 'source-changed', message: /log\.\d was moved or replaced/ });
    } finally {
      restore();
    }
  }),
);

test.serial('a source that cannot be read is named, and nothing stays open', (t) =>
  withSources(3, async (paths) => {
    const counting = new FaultyFileSystem(nodeFileSystem);
    let restore = replaceFileSystem(counting);
    await (await HeldSources.open(paths.slice(0, 1).map(sourceAt))).close();
    restore();
    for (const at of counting.calls.keys()) {
      if (counting.calls[at]!.name === 'file.close') continue;
      const disk = new FaultyFileSystem(nodeFileSystem, {
        kind: 'error',
        at: at + 1,
        code: 'EIO',
        forGood: true,
      });
      restore = replaceFileSystem(disk);
      const error = await t.throwsAsync(HeldSources.open(paths.slice(0, 1).map(sourceAt)), {
        code: 'source-unreadable',
      });
      restore();
      t.regex(error.message, /log\.0.*\(EIO\)/);
      t.deepEqual(disk.openFiles, []);
    }
  }),
);
