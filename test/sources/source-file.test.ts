import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import test from 'ava';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { SourceFile } from '../../lib/sources/source-file.js';
import { failsWith } from '../support/fails-with.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';

const LOG = `${'x'.repeat(99)}\n`.repeat(100);
const POSITION = 9000;

test.serial(
  'a source that is not a file, or cannot be read, is refused by name, and nothing stays open',
  (t) =>
    withFolder(async (folder) => {
      execFileSync('mkfifo', [`${folder}/pipe`]);
      await mkdir(`${folder}/directory`);
      for (const name of ['pipe', 'directory']) {
        const path = `${folder}/${name}`;
        await failsWith(t, SourceFile.open(path), 'source-unreadable', path, 'write it to a file first');
      }
      await failsWith(t, SourceFile.open(`${folder}/none`), 'source-unreadable', `${folder}/none`, 'ENOENT');
      await writeFile(`${folder}/source`, LOG);
      for (const at of [1, 2, 3, 4, 5]) {
        const system = new FaultyFileSystem(nodeFileSystem, { kind: 'error', at, code: 'EIO' });
        const restore = replaceFileSystem(system);
        const reading = async () => {
          const file = await SourceFile.open(`${folder}/source`);
          await file.identify(POSITION).finally(() => file.close());
        };
        if (at < 5)
          await failsWith(t, reading(), 'source-unreadable', `${folder}/source`, '(EIO)').finally(restore);
        else await reading().finally(restore);
        t.deepEqual(system.openFiles, [], String(at));
      }
    }),
);

test.serial('finds where the next line starts, however far that is', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/source`;
    await writeFile(path, `${'x'.repeat(200_000)}\n\nlast`);
    const file = await SourceFile.open(path);
    t.is(await file.lineStartBehind(0), 200_001);
    t.is(await file.lineStartBehind(200_000), 200_001);
    t.is(await file.lineStartBehind(200_001), 200_002);
    t.is(await file.lineStartBehind(200_002), undefined);
    t.is(await file.lineStartBehind(300_000), undefined);
    await file.close();
  }),
);
