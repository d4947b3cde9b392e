import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { summarize, summarizeInMemory } from '../../lib/index.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const logOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    JSON.stringify({
      user_id: `u${(from + index) % 97}`,
      type: 'event',
      id: from + index,
      name: 'e',
      x: (index * 7919) % 65537,
    }),
  ).join('\n');
const FIRST = Buffer.from(`${logOf(0, 3000)}\nnonsense\n`);
const SECOND = Buffer.from(`${logOf(3000, 30_000)}\nnonsense\n`);
const THIRD = Buffer.from(`${logOf(30_000, 31_000)}\n`);
const WHOLE = gzipSync(SECOND);
const CUT_OFF = WHOLE.subarray(0, Math.floor(WHOLE.length * 0.8));

/** A job over three archives, whose second one is cut off, fails; then files are put in their place, and it runs again. */
async function restored(
  t: ExecutionContext,
  files: Readonly<Record<string, Buffer>>,
  checkpointEvery: string,
  resumes: boolean,
): Promise<void> {
  await withFolder(async (folder) => {
    const paths = ['first', 'second', 'third'].map((name) => `${folder}/${name}`);
    const job = {
      source: paths,
      output: `${folder}/out`,
      rejects: `${folder}/rejects`,
      workers: 1,
      checkpointEvery,
    };
    await writeFile(paths[0]!, gzipSync(FIRST));
    await writeFile(paths[1]!, CUT_OFF);
    await writeFile(paths[2]!, gzipSync(THIRD));
    await failsWith(t, summarize(job), 'source-unreadable', 'second', 'restore it');
    for (const [name, content] of Object.entries(files)) await writeFile(`${folder}/${name}`, content);
    const { lines, resumedFrom } = await summarize(job);
    t.is(lines, 31_002);
    t.is(resumedFrom > 0, resumes);
    const { output } = await summarizeInMemory(Buffer.concat([FIRST, SECOND, THIRD]));
    t.true((await readFile(`${folder}/out`)).equals(Buffer.concat([...output])));
    const rejects = (await readFile(`${folder}/rejects`, 'utf8')).trim().split('\n');
    t.deepEqual(
      rejects.map((line) => JSON.parse(line).source),
      [paths[0], paths[1]],
    );
  });
}

for (const every of ['100KiB', '1GiB']) {
  test(`an archive that was cut off is resumed when it is restored, with a checkpoint every ${every}`, (t) =>
    restored(t, { second: WHOLE }, every, every !== '1GiB'));

  test(`an archive that was packed anew is read again, with a checkpoint every ${every}`, (t) =>
    restored(t, { second: gzipSync(SECOND, { level: 1 }) }, every, false));

  test(`an archive that was not read yet may be replaced, with a checkpoint every ${every}`, (t) =>
    restored(t, { second: WHOLE, third: gzipSync(THIRD, { level: 1 }) }, every, every !== '1GiB'));
}

test('an archive that was read whole must not change', (t) =>
  withFolder(async (folder) => {
    const job = {
      source: [`${folder}/a`, `${folder}/b`],
      output: `${folder}/out`,
      workers: 1,
      checkpointEvery: '10KiB',
    };
    await writeFile(`${folder}/a`, gzipSync(FIRST));
    await writeFile(`${folder}/b`, CUT_OFF);
    await failsWith(t, summarize(job), 'source-unreadable', 'b');
    await writeFile(`${folder}/a`, gzipSync(THIRD));
    await failsWith(t, summarize(job), 'source-changed', 'a', '--fresh');
  }));
