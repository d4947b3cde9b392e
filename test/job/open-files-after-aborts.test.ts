import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { summarize } from '../../lib/index.js';
import { withFolder } from '../support/folder.js';

const LINES = 20_000;
const ABORTS = 130;

/** Files that this process holds open. */
const openFiles = () => readdirSync('/proc/self/fd').length;

function lines(): string {
  const text: string[] = [];
  for (let line = 0; line < LINES; line++) {
    text.push(
      `{"user_id":"u${line * 7919}","type":"event","id":"event ${line}","name":"page ${line % 9}"}\n`,
    );
  }
  return text.join('');
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('jobs that are stopped while workers merge leave no file open', (t) =>
  withFolder(async (folder) => {
    const source = `${folder}/source`;
    await writeFile(source, lines());
    const job = {
      ...{ source, output: `${folder}/summary`, workers: 2, memory: '16MiB' },
      ...{ checkpointEvery: '256KiB', grain: '64KiB' },
    };
    let before = 0;
    let stopped = 0;
    for (let turn = 0; turn < ABORTS; turn++) {
      const stop = new AbortController();
      const onProgress = ({ phase }: { readonly phase: string }) => {
        // In the middle of the files' being opened, by a different number of steps each time.
        if (phase === 'merge') setTimeout(() => stop.abort(), turn % 13);
      };
      await summarize({ ...job, onProgress, signal: stop.signal }).catch((error: unknown) => {
        t.like(error, { code: 'aborted' });
        stopped++;
      });
      // What node itself opens for the first workers stays.
      if (turn === 4) before = openFiles();
    }
    t.true(stopped > 20, `${stopped} were stopped`);
    t.is(openFiles(), before);
  }),
);
