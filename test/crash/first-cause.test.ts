import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import test from 'ava';
import { summarize } from '../../lib/index.js';
import { withFolder } from '../support/folder.js';
import { canMount } from './full.js';

// File systems may only be mounted by root, and not even by root everywhere.
const whereMounted = (await canMount()) ? test : test.skip;

const LINES = 150_000;
const TRIES = 5;

function lines(): string {
  const text: string[] = [];
  for (let line = 0; line < LINES; line++) {
    text.push(
      `{"user_id":"u${line * 7919}","type":"event","id":"event ${line}","name":"page ${line % 9}"}\n`,
    );
  }
  return text.join('');
}

for (const workers of [1, 2, 3]) {
  whereMounted(`a disk that fills while ${workers} read the source is what the job fails with`, (t) =>
    withFolder(async (folder) => {
      const [source, disk] = [`${folder}/source`, `${folder}/disk`];
      await writeFile(source, lines());
      await mkdir(disk);
      for (let turn = 0; turn < TRIES; turn++) {
        t.is(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status, 0);
        try {
          const job = {
            ...{ source, output: `${folder}/summary`, directory: `${disk}/work` },
            ...{ workers, memory: '24MiB', checkpointEvery: '512KiB', grain: '1MiB' },
          };
          const error = await t.throwsAsync(summarize(job), {
            name: 'SpillwayError',
            code: 'io',
            message: /^cannot write .*no space left on the device \(ENOSPC\)$/,
          });
          t.like(error?.cause, { code: 'ENOSPC' });
        } finally {
          spawnSync('umount', [disk]);
        }
      }
    }),
  );
}
