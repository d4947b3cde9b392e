import test from 'ava';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { syncDirectory } from '../../lib/disk/sync-directory.js';
import { type Fault, FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';

async function syncWith(folder: string, fault?: Fault): Promise<FaultyFileSystem> {
  const system = new FaultyFileSystem(nodeFileSystem, fault);
  const restore = replaceFileSystem(system);
  await syncDirectory(folder).finally(restore);
  return system;
}

test.serial('opens, syncs and closes the directory', (t) =>
  withFolder(async (folder) => {
    const { calls, openFiles } = await syncWith(folder);
    t.deepEqual(
      calls.map(({ name }) => name),
      ['open', 'file.sync', 'file.close'],
    );
    t.deepEqual(openFiles, []);
  }),
);

test.serial('succeeds where directories cannot be synced', (t) =>
  withFolder(async (folder) => {
    await t.notThrowsAsync(syncWith(folder, { kind: 'error', at: 1, code: 'EACCES' }));
    for (const code of ['EINVAL', 'ENOTSUP']) {
      const { openFiles } = await syncWith(folder, { kind: 'error', at: 2, code });
      t.deepEqual(openFiles, []);
    }
  }),
);

test.serial('fails if a sync of the directory fails', (t) =>
  withFolder(async (folder) => {
    await t.throwsAsync(syncWith(folder, { kind: 'error', at: 2, code: 'EIO' }), { code: 'EIO' });
    await t.throwsAsync(syncWith(`${folder}/none`), { code: 'ENOENT' });
  }),
);
