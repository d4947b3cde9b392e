// Whole jobs on what somebody made to do harm: lines without end, and files planted where the job works.
import { appendFile, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import test from 'ava';
import { encodeManifest } from '../../lib/checkpoint/manifest-format.js';
import { MANIFEST_NAME, rejectsFileName } from '../../lib/disk/work-directory-names.js';
import { type SummarizeOptions, summarize } from '../../lib/index.js';
import { BEGINNING } from '../../lib/records/source-position.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

// Serial: the umask belongs to the whole process.

const EVENT = '{"user_id":"1","type":"event","id":"1","name":"view"}\n';
const REJECT = 'no JSON\n';
const MIB = 2 ** 20;

function optionsIn(
  folder: string,
): SummarizeOptions & { readonly source: string; readonly directory: string } {
  return {
    source: `${folder}/source`,
    output: `${folder}/summary`,
    rejects: `${folder}/rejects`,
    directory: `${folder}/work`,
    maxLine: '1KiB',
    memory: '1MiB',
    workers: 1,
  };
}

/** Stops a job when it has saved a run, and leaves its work directory. */
async function stopJob(
  folder: string,
): Promise<SummarizeOptions & { readonly source: string; readonly directory: string }> {
  const options = optionsIn(folder);
  await writeFile(options.source, (EVENT + REJECT).repeat(100_000));
  const controller = new AbortController();
  const onProgress = ({ bytes }: { bytes: number }) => {
    if (bytes > 0) controller.abort();
  };
  await summarize({ ...options, checkpointEvery: '1KiB', signal: controller.signal, onProgress }).then(
    () => {
      throw new Error('it was not stopped');
    },
    (error: { code?: string }) => {
      if (error.code !== 'aborted') throw error;
    },
  );
  return options;
}

async function modesIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).sort();
  const modes = await Promise.all(
    names.map(async (name) => (await stat(`${directory}/${name}`)).mode & 0o777),
  );
  return modes.map((mode) => mode.toString(8));
}

test.serial('a line of a gigabyte is rejected without holding it in memory', (t) =>
  withFolder(async (folder) => {
    const options = optionsIn(folder);
    await writeFile(options.source, `${EVENT}{"user_id":"`);
    const file = await open(options.source, 'r+');
    await file.truncate(2 ** 30);
    await file.close();
    await appendFile(options.source, `"}\n${EVENT.replace('"id":"1"', '"id":"2"')}`);
    const before = process.resourceUsage().maxRSS;
    const { lines, rejects } = await summarize(options);
    t.is(lines, 3);
    t.deepEqual(rejects, { 'line-too-long': 1 });
    t.is(await readFile(options.output, 'utf8'), '1,,view=2\n');
    t.true((process.resourceUsage().maxRSS - before) * 1024 < 256 * MIB);
  }),
);

test.serial('nesting a million deep is rejected', (t) =>
  withFolder(async (folder) => {
    const options = { ...optionsIn(folder), maxLine: '16MiB' } as const;
    const deep = ['[', '{"a":'].flatMap((open) => {
      const nested = open.repeat(1_000_000);
      return [nested, `{"user_id":"1","type":"event","id":"1","name":"view","data":${nested}`];
    });
    await writeFile(options.source, `${deep.join('\n')}\n${EVENT}`);
    const { rejects } = await summarize(options);
    t.deepEqual(rejects, { 'malformed-json': 4 });
    t.is(await readFile(options.output, 'utf8'), '1,,view=1\n');
  }),
);

test.serial('the files of a job are private, whatever the umask', async (t) => {
  for (const umask of [0, 0o777]) {
    await withFolder(async (folder) => {
      const former = process.umask(umask);
      try {
        const { directory } = await stopJob(folder);
        t.is((await stat(directory)).mode & 0o777, 0o700);
        const modes = await modesIn(directory);
        t.true(modes.length >= 3, 'a manifest, a run and rejects');
        t.deepEqual([...new Set(modes)], ['600']);
      } finally {
        process.umask(former);
      }
    });
  }
});

test.serial('symbolic links that were planted are not followed', (t) =>
  withFolder(async (folder) => {
    const options = optionsIn(folder);
    const victim = `${folder}/victim`;
    await writeFile(options.source, EVENT + REJECT);
    await writeFile(victim, 'precious');
    await mkdir(options.directory);
    await symlink(victim, `${options.directory}/${rejectsFileName(BEGINNING)}`);
    await summarize(options);
    t.is(await readFile(options.output, 'utf8'), '1,,view=1\n');
    await mkdir(options.directory);
    await symlink(victim, `${options.directory}/${MANIFEST_NAME}`);
    await failsWith(t, summarize(options), 'state-corrupt', MANIFEST_NAME);
    await summarize({ ...options, fresh: true });
    t.is(await readFile(victim, 'utf8'), 'precious');
  }),
);

test.serial('a manifest that names files outside its directory is refused, and those files stay', (t) =>
  withFolder(async (folder) => {
    const victim = `${folder}/victim`;
    await writeFile(victim, 'precious');
    for (const name of [`../${basename(victim)}`, victim]) {
      const options = await stopJob(folder);
      const path = `${options.directory}/${MANIFEST_NAME}`;
      const text = await readFile(path, 'utf8');
      const [run] = /run-[0-9a-f-]+[.]run/.exec(text)!;
      const { format, version, checksum, ...forged } = JSON.parse(text.replaceAll(run, name));
      t.truthy(format && version && checksum);
      await writeFile(path, encodeManifest(forged));
      await failsWith(t, summarize(options), 'state-corrupt', MANIFEST_NAME);
      await summarize({ ...options, fresh: true });
      t.is(await readFile(victim, 'utf8'), 'precious');
    }
  }),
);
