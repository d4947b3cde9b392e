import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { summarizeFileInMemory } from '../../bin/summarize-file-in-memory.js';
import { summarizeInMemory } from '../../lib/index.js';
import { withChangeAtRead } from '../support/change-at-read.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

// Serial: the file system below belongs to the whole process.

/** Few lines, and several reads of a source. */
const LINES = 300;
const PAD = 'x'.repeat(12_000);

const logOf = (user: string): string =>
  Array.from({ length: LINES }, (_, id) => {
    const activity = { user_id: `${user}${id % 7}`, type: 'event', id: `${id}`, name: 'page', data: { PAD } };
    return `${JSON.stringify(activity)}\n`;
  }).join('');

const LOG = logOf('old');
const OTHER = logOf('new');

const summaryOf = async (...logs: readonly string[]): Promise<string> =>
  Buffer.concat([...(await summarizeInMemory(Buffer.from(logs.join('')))).output]).toString();

/** Summarises sources of which the first changes before its `at`-th read. Resolves to the output. */
async function changedWhileRead(
  folder: string,
  paths: readonly string[],
  at: number,
  change: (path: string) => void,
): Promise<string> {
  const output = `${folder}/out`;
  writeFileSync(output, 'as before');
  const reads = await withChangeAtRead(
    paths[0]!,
    at,
    () => change(paths[0]!),
    async () => {
      await summarizeFileInMemory({ source: [...paths], output }, {});
    },
  );
  if (reads < at) throw new Error(`there were ${reads} reads`);
  return readFileSync(output, 'utf8');
}

const CHANGES: Readonly<Record<string, (path: string) => void>> = {
  cut: (path) => truncateSync(path, 1_500_000),
  'cut to nothing': (path) => truncateSync(path, 0),
  'cut and written anew': (path) => writeFileSync(path, OTHER),
  'cut and written anew, and longer': (path) => writeFileSync(path, `${OTHER}${OTHER}`),
};

for (const [what, change] of Object.entries(CHANGES)) {
  test.serial(`a source that is ${what} while it is read in memory is refused, and the output stays`, (t) =>
    withFolder(async (folder) => {
      for (const count of [1, 2]) {
        for (const at of [1, 2, 3]) {
          const paths = ['a.log', 'b.log'].slice(0, count).map((name) => `${folder}/${name}`);
          for (const path of paths) writeFileSync(path, LOG);
          await failsWith(t, changedWhileRead(folder, paths, at, change), 'source-changed', paths[0]!);
          t.is(readFileSync(`${folder}/out`, 'utf8'), 'as before');
        }
      }
    }),
  );
}

test.serial('an archive that is written anew while it is read in memory is refused', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/a.gz`;
    const pack = (log: string) => gzipSync(log, { level: 0 });
    writeFileSync(path, pack(LOG));
    const change = () => writeFileSync(path, pack(OTHER));
    await failsWith(t, changedWhileRead(folder, [path], 2, change), 'source-changed', path);
  }),
);

test.serial('a source that was cut before its turn has come is refused in memory, too', (t) =>
  withFolder(async (folder) => {
    const paths = [`${folder}/a.log`, `${folder}/b.log`];
    for (const path of paths) writeFileSync(path, LOG);
    const change = () => truncateSync(paths[1]!, 1000);
    await failsWith(t, changedWhileRead(folder, paths, 1, change), 'source-changed', paths[1]!);
  }),
);

test.serial(
  'a source that is renamed while it is read in memory is read to the end of what was opened',
  (t) =>
    withFolder(async (folder) => {
      const path = `${folder}/a.log`;
      writeFileSync(path, LOG);
      const rotate = () => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, OTHER);
      };
      t.is(await changedWhileRead(folder, [path], 2, rotate), await summaryOf(LOG));
    }),
);

test.serial(
  'of sources that grow while they are read in memory only the last one counts with what is new',
  (t) =>
    withFolder(async (folder) => {
      const [first, last] = [`${folder}/a.log`, `${folder}/b.log`];
      for (const paths of [[first], [first, last]]) {
        for (const path of paths) writeFileSync(path, LOG);
        const output = await changedWhileRead(folder, paths, 2, (path) => appendFileSync(path, OTHER));
        t.is(output, await (paths.length === 1 ? summaryOf(LOG, OTHER) : summaryOf(LOG)));
      }
    }),
);
