import { chmod, mkdir, readdir, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { Lock } from '../../lib/checkpoint/lock.js';
import type { Manifest } from '../../lib/checkpoint/manifest.js';
import { encodeManifest } from '../../lib/checkpoint/manifest-format.js';
import { readManifest, WorkDirectory } from '../../lib/checkpoint/work-directory.js';
import { type FileSystem, nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { partialPath, randomId } from '../../lib/disk/partial-file.js';
import { currentProcess } from '../../lib/disk/process-identity.js';
import { LOCK_NAME, MANIFEST_NAME } from '../../lib/disk/work-directory-names.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { BEGINNING } from '../../lib/records/source-position.js';
import { failsWith } from '../support/fails-with.js';
import { ProcessKilled } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';
import { systemError } from '../support/memory-disk.js';

const RUN = 'run-0000000000000010-0123456789abcdef.run';
const RUN_BYTES = 40;

/** Of a job that has saved one run, or none. */
function manifestOf(runs: 0 | 1, file = RUN): Manifest {
  const run = {
    file,
    bytes: RUN_BYTES,
    rows: 1,
    records: 1,
    source: 0,
    position: 10,
    linesBefore: 1,
    counters: NO_COUNTERS,
    rejectsLength: 0,
    rejectsChecksum: 0,
  };
  const position = { source: 0, offset: runs * 10 };
  const range = { start: BEGINNING, end: null, position, tail: null, complete: false, provisional: null };
  const ranges = [{ ...range, runs: runs === 0 ? [] : [run] }];
  return {
    unit: 'bytes',
    sources: [],
    options: { order: 'bytes' },
    rejects: null,
    ranges,
    counters: NO_COUNTERS,
    kept: null,
  };
}

async function saved(path: string): Promise<void> {
  const work = await WorkDirectory.open(path);
  await writeFile(`${path}/${RUN}`, Buffer.alloc(RUN_BYTES));
  await work.save(manifestOf(1));
  await work.release();
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test.serial(
  'saved work is found when the directory is opened again, and is private whatever the umask',
  (t) =>
    withFolder(async (folder) => {
      const path = `${folder}/work`;
      const umask = process.umask(0o277);
      try {
        await saved(path);
      } finally {
        process.umask(umask);
      }
      t.is(await modeOf(path), 0o700);
      t.is(await modeOf(`${path}/${MANIFEST_NAME}`), 0o600);
      const work = await WorkDirectory.open(path);
      t.deepEqual(work.manifest, manifestOf(1));
      t.is(await modeOf(`${path}/${LOCK_NAME}`), 0o600);
      await work.release();
      t.deepEqual((await readdir(path)).sort(), [RUN, MANIFEST_NAME].sort());
    }),
);

test.serial(
  'one that may not be removed is left empty, and finish says why; anything else is a failure',
  (t) =>
    withFolder(async (folder) => {
      const path = `${folder}/work`;
      for (const code of ['EBUSY', 'EACCES', 'EPERM', 'EROFS', 'EIO']) {
        const work = await WorkDirectory.open(path);
        const rmdir = () => Promise.reject(Object.assign(new Error(code), { code }));
        const restore = replaceFileSystem({ ...nodeFileSystem, rmdir });
        try {
          if (code === 'EIO') await failsWith(t, work.finish(), 'io', path);
          else t.true((await work.finish())?.message.startsWith(`cannot remove ${path}: `));
        } finally {
          restore();
        }
        t.deepEqual(await readdir(path), []);
      }
    }),
);

test.serial('release without saved work leaves nothing, and finish leaves nothing', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    const work = await WorkDirectory.open(path);
    t.is(work.manifest, undefined);
    t.true(work.isBlank);
    await writeFile(`${path}/${RUN}`, 'not saved');
    await work.release();
    t.deepEqual(await readdir(folder), []);
    await saved(path);
    await (await WorkDirectory.open(path)).finish();
    t.deepEqual(await readdir(folder), []);
  }),
);

test.serial('files of killed jobs are swept, and saved work and other files stay', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    await saved(path);
    const debris = [
      'run-0000000000000020-0123456789abcdef.run',
      partialPath(MANIFEST_NAME, randomId()),
      partialPath(RUN, randomId()),
      'merge-000001.run',
      'rejects-000007-0000000000000000.ndjson',
      `${LOCK_NAME}-${randomId()}`,
      `${LOCK_NAME}.${randomId()}`,
    ];
    const foreign = ['notes.txt', 'run-1.run', `${MANIFEST_NAME}.old`];
    for (const name of [...debris, ...foreign]) await writeFile(`${path}/${name}`, '');
    await (await WorkDirectory.open(path)).release();
    t.deepEqual((await readdir(path)).sort(), [...foreign, RUN, MANIFEST_NAME].sort());
    await (await WorkDirectory.open(path)).finish();
    t.deepEqual((await readdir(path)).sort(), foreign.sort());
  }),
);

test.serial('fresh discards saved work, even if it cannot be read', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    await saved(path);
    await writeFile(`${path}/${MANIFEST_NAME}`, 'damaged');
    await failsWith(t, WorkDirectory.open(path), 'state-corrupt', MANIFEST_NAME, '--fresh');
    t.false((await readdir(path)).includes(LOCK_NAME));
    const work = await WorkDirectory.open(path, { fresh: true });
    t.is(work.manifest, undefined);
    t.deepEqual(await readdir(path), [LOCK_NAME]);
    await work.release();
  }),
);

test.serial('a run that is missing, has another length or is not a file is refused by name', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    const run = `${path}/${RUN}`;
    await saved(path);
    await writeFile(run, Buffer.alloc(RUN_BYTES - 1));
    await failsWith(
      t,
      WorkDirectory.open(path),
      'state-corrupt',
      run,
      'has 39 bytes instead of 40',
      '--fresh',
    );
    await unlink(run);
    await failsWith(t, WorkDirectory.open(path), 'state-corrupt', run, 'is missing');
    await writeFile(`${folder}/elsewhere`, Buffer.alloc(RUN_BYTES));
    await symlink(`${folder}/elsewhere`, run);
    await failsWith(t, WorkDirectory.open(path), 'state-corrupt', run, 'is not a regular file');
    t.deepEqual((await readdir(path)).sort(), [RUN, MANIFEST_NAME].sort());
  }),
);

test.serial('a manifest that names a file outside the directory is damaged', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    await saved(path);
    for (const file of ['../victim', '/etc/passwd', `${RUN}/../x`]) {
      await writeFile(`${path}/${MANIFEST_NAME}`, encodeManifest(manifestOf(1, file)));
      await failsWith(t, WorkDirectory.open(path), 'state-corrupt', MANIFEST_NAME, file);
    }
  }),
);

test.serial('a manifest of a newer version is refused and kept', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    await saved(path);
    const newer = encodeManifest({ ...manifestOf(0), ...({ version: 5 } as object) } as Manifest);
    await writeFile(`${path}/${MANIFEST_NAME}`, newer);
    await failsWith(t, WorkDirectory.open(path), 'newer-format', MANIFEST_NAME, 'format 5', '--fresh');
    t.deepEqual(await readFile(`${path}/${MANIFEST_NAME}`), newer);
  }),
);

test.serial('links in place of the directory or its manifest are not followed', (t) =>
  withFolder(async (folder) => {
    await saved(`${folder}/real`);
    await symlink(`${folder}/real`, `${folder}/link`);
    await failsWith(t, WorkDirectory.open(`${folder}/link`), 'bad-option', 'is a symbolic link');
    await mkdir(`${folder}/work`);
    await symlink(`${folder}/real/${MANIFEST_NAME}`, `${folder}/work/${MANIFEST_NAME}`);
    await failsWith(t, WorkDirectory.open(`${folder}/work`), 'state-corrupt', 'is not a regular file');
    await failsWith(t, readManifest(`${folder}/work`), 'state-corrupt', 'is not a regular file');
    await writeFile(`${folder}/file`, '');
    await failsWith(t, WorkDirectory.open(`${folder}/file`), 'bad-option', 'is not a directory');
    await failsWith(t, WorkDirectory.open(`${folder}/none/work`), 'io', `${folder}/none/work`, 'ENOENT');
  }),
);

test.serial('a directory with other files is refused, and does not change', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/home`);
    await chmod(`${folder}/home`, 0o755);
    await writeFile(`${folder}/home/notes.txt`, 'mine');
    await failsWith(t, WorkDirectory.open(`${folder}/home`), 'bad-option', 'notes.txt', 'another place');
    t.deepEqual(await readdir(`${folder}/home`), ['notes.txt']);
    t.is(await modeOf(`${folder}/home`), 0o755);
  }),
);

test.serial('a job that has lost the lock saves and removes nothing', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    await saved(path);
    const work = await WorkDirectory.open(path);
    await failsWith(t, WorkDirectory.open(path), 'locked', path, String(process.pid));
    await unlink(`${path}/${LOCK_NAME}`);
    await failsWith(t, work.save(manifestOf(0)), 'locked', 'was taken away');
    await failsWith(t, work.finish(), 'locked', 'was taken away');
    t.deepEqual((await readdir(path)).sort(), [RUN, MANIFEST_NAME].sort());
  }),
);

test.serial('one of many jobs that open a directory at once gets it', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => WorkDirectory.open(path)));
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    t.is(won.length, 1);
    await won[0]!.release();
    t.deepEqual(await readdir(folder), []);
  }),
);

// The step `remove claim to a lock`, which takes two processes: the quicker one has the lock, and has not swept yet.
test.serial(
  'a claim to a dead lock that another has by now is given up; killed there, it leaves what is swept',
  (t) =>
    withFolder(async (folder) => {
      for (const killed of [false, true]) {
        const path = `${folder}/work`;
        const lock = `${path}/${LOCK_NAME}`;
        const token = randomId();
        await mkdir(path, { mode: 0o700 });
        const dead = { ...(await currentProcess()), started: '1', since: 'once', token };
        await writeFile(lock, JSON.stringify(dead));
        let quicker: Lock | undefined;
        let isDead = false;
        const late: FileSystem = {
          ...nodeFileSystem,
          async link(existing, name) {
            if (name === `${lock}.${token}` && quicker === undefined) {
              restore();
              quicker = await Lock.acquire(lock, path);
              restore = replaceFileSystem(late);
            }
            await nodeFileSystem.link(existing, name);
          },
          async unlink(name) {
            isDead ||= killed && name === `${lock}.${token}`;
            if (isDead) throw new ProcessKilled();
            await nodeFileSystem.unlink(name);
          },
        };
        let restore = replaceFileSystem(late);
        const opening = WorkDirectory.open(path);
        if (killed) await t.throwsAsync(opening, { message: /was killed/ });
        else await failsWith(t, opening, 'locked', path);
        restore();
        t.is(isDead, killed);
        t.is((await readdir(path)).includes(`${LOCK_NAME}.${token}`), killed);
        await quicker!.release();
        await (await WorkDirectory.open(path)).release();
        t.deepEqual(await readdir(folder), []);
      }
    }),
);

test.serial(
  'a lock that cannot be removed is reported, and the same process can open the directory again',
  (t) =>
    withFolder(async (folder) => {
      const path = `${folder}/work`;
      await saved(path);
      const work = await WorkDirectory.open(path);
      const restore = replaceFileSystem({
        ...nodeFileSystem,
        unlink: async (file) => {
          throw systemError('EACCES', 'unlink', file);
        },
      });
      await failsWith(t, work.release(), 'io', `the lock ${path}/${LOCK_NAME}`, '(EACCES)');
      restore();
      const again = await WorkDirectory.open(path);
      t.not(again.manifest, undefined);
      await again.release();
      t.false((await readdir(path)).includes(LOCK_NAME));
    }),
);

test.serial('a directory can be released even if descriptors have run out', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/work`;
    await saved(path);
    const work = await WorkDirectory.open(path);
    const fail = async (file: string): Promise<never> => {
      throw systemError('EMFILE', 'open', file);
    };
    const restore = replaceFileSystem({ ...nodeFileSystem, open: fail, readdir: fail });
    await work.release();
    restore();
    t.false((await readdir(path)).includes(LOCK_NAME));
  }),
);

test.serial('a file that cannot be read is reported by name', (t) =>
  withFolder(async (folder) => {
    t.is(await readManifest(folder), undefined);
    await writeFile(`${folder}/${MANIFEST_NAME}`, '{}');
    await failsWith(t, readManifest(folder), 'state-corrupt', `${folder}/${MANIFEST_NAME}`);
  }),
);
