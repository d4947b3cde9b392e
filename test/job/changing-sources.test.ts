// Sources that are rotated, cut and written anew while a job reads them, at many moments: the answer is that of what was
// there when the job began, or the job says what has happened.
import { appendFile, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { type SummarizeOptions, summarize, summarizeInMemory } from '../../lib/index.js';
import { withFolder } from '../support/folder.js';

const LINES = 30_000;

const logOf = (user: string, lines = LINES): string =>
  Array.from(
    { length: lines },
    (_, id) =>
      `${JSON.stringify({ user_id: `${user}${id % 7}`, type: 'event', id: `${user}-${id}`, name: 'page' })}\n`,
  ).join('');

const OLD = logOf('old');
const NEW = logOf('new', LINES + 1000);
const OLD_SUMMARY = Buffer.concat([...(await summarizeInMemory(Buffer.from(OLD))).output]).toString();

/** What becomes of a job during which `change` happens when it says for the `at`-th time how far it is; undefined: it is done before. */
async function changedWhileRead(
  options: SummarizeOptions,
  at: number,
  change: () => Promise<void>,
): Promise<{ error: { code?: string; message: string } | undefined; changed: boolean }> {
  let words = 0;
  let changing: Promise<void> | undefined;
  const onProgress = ({ phase }: { phase: string }) => {
    if (phase === 'read' && ++words === at) changing = change();
  };
  try {
    await summarize({ ...options, onProgress });
    return { error: undefined, changed: changing !== undefined };
  } catch (error) {
    return { error: error as Error, changed: changing !== undefined };
  } finally {
    await changing;
  }
}

/** By the number of threads: each start of a thread takes longer than its reading. */
const MOMENTS: Readonly<Record<number, readonly number[]>> = { 1: [1, 2, 3, 5], 2: [1, 3], 3: [1, 2] };
const optionsIn = (folder: string, workers: number): SummarizeOptions => ({
  source: `${folder}/app.log`,
  output: `${folder}/out`,
  workers,
  memory: '24MiB',
  grain: 200_000,
  checkpointEvery: 100_000,
});

/** A fault at each of several moments, with one to three threads; what must hold of how it ends. */
function atManyMoments(
  title: string,
  change: (folder: string) => Promise<void>,
  check: (
    t: ExecutionContext,
    folder: string,
    error: { code?: string; message: string } | undefined,
  ) => Promise<void>,
  prepare: (folder: string) => Promise<Partial<SummarizeOptions>> = async () => ({}),
): void {
  for (const workers of [1, 2, 3]) {
    test.serial(`${title}, with ${workers} workers`, async (t) => {
      let happened = 0;
      for (const at of MOMENTS[workers]!) {
        await withFolder(async (folder) => {
          await writeFile(`${folder}/app.log`, OLD);
          await writeFile(`${folder}/out`, 'as before');
          const options = { ...optionsIn(folder, workers), ...(await prepare(folder)) };
          const { error, changed } = await changedWhileRead(options, at, () => change(folder));
          if (!changed) return;
          happened++;
          await check(t, folder, error);
        });
      }
      t.true(happened > 0);
    });
  }
}

async function wholeOrRefused(
  t: ExecutionContext,
  folder: string,
  error: { code?: string; message: string } | undefined,
): Promise<void> {
  const output = await readFile(`${folder}/out`, 'utf8');
  if (error === undefined) {
    t.is(output, OLD_SUMMARY);
    return;
  }
  t.is(error.code, 'source-changed', error.message);
  t.regex(error.message, /app\.log/);
  t.is(output, 'as before');
}

atManyMoments(
  'a log that is cut while it is read gives its summary or is refused',
  (folder) => truncate(`${folder}/app.log`, 400_000),
  wholeOrRefused,
);
atManyMoments(
  'a log that is cut to nothing while it is read gives its summary or is refused',
  (folder) => truncate(`${folder}/app.log`, 0),
  wholeOrRefused,
);
atManyMoments(
  'a log that is cut and written anew while it is read is never mixed',
  async (folder) => {
    await truncate(`${folder}/app.log`, 0);
    await appendFile(`${folder}/app.log`, NEW);
  },
  wholeOrRefused,
);

async function oldAndNewer(
  t: ExecutionContext,
  folder: string,
  error: { code?: string; message: string } | undefined,
): Promise<void> {
  t.is(error, undefined, error?.message);
  t.is(await readFile(`${folder}/out`, 'utf8'), OLD_SUMMARY);
}

atManyMoments(
  'a log that is renamed while it is read is read whole, and the new one of its name is not',
  async (folder) => {
    await rename(`${folder}/app.log`, `${folder}/app.log.1`);
    await writeFile(`${folder}/app.log`, logOf('new', 10));
  },
  oldAndNewer,
);

const OLD_LINES = OLD.split(/(?<=\n)/);
const OLDEST_PACKED = gzipSync(OLD_LINES.slice(0, 10_000).join(''));
const OLDER = OLD_LINES.slice(10_000, 20_000).join('');
const LATEST = OLD_LINES.slice(20_000).join('');

/** The old log in three files, one of them packed. */
async function rotated(folder: string): Promise<Partial<SummarizeOptions>> {
  await writeFile(`${folder}/app.log.2.gz`, OLDEST_PACKED);
  await writeFile(`${folder}/app.log.1`, OLDER);
  await writeFile(`${folder}/app.log`, LATEST);
  return { source: `${folder}/app.*` };
}

atManyMoments(
  'all files of a log may be rotated while they are read',
  async (folder) => {
    await rename(`${folder}/app.log.2.gz`, `${folder}/app.log.3.gz`);
    await rename(`${folder}/app.log.1`, `${folder}/app.log.2`);
    await rename(`${folder}/app.log`, `${folder}/app.log.1`);
    await writeFile(`${folder}/app.log`, logOf('new', 10));
  },
  oldAndNewer,
  rotated,
);

for (const name of ['app.log.2.gz', 'app.log.1', 'app.log']) {
  atManyMoments(
    `of several files, ${name} may be cut while they are read: then it is refused, or had been read`,
    (folder) => truncate(`${folder}/${name}`, 1000),
    wholeOrRefused,
    rotated,
  );
}

test.serial('work saved before a log was cut is not resumed with the new content', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/app.log`, OLD);
    const options = { ...optionsIn(folder, 2), grain: 1000, checkpointEvery: 1000 };
    const stop = new AbortController();
    const onProgress = ({ runs }: { runs: number }) => {
      if (runs > 0) stop.abort();
    };
    await t.throwsAsync(summarize({ ...options, signal: stop.signal, onProgress }), { code: 'aborted' });
    await truncate(`${folder}/app.log`, 0);
    await appendFile(`${folder}/app.log`, NEW);
    await t.throwsAsync(summarize(options), { code: 'source-changed' });
  }),
);
