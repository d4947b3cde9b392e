import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import test from 'ava';
import { Lock, type LockOwner, readOwner } from '../../lib/checkpoint/lock.js';
import { type FileSystem, nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import { randomId } from '../../lib/disk/partial-file.js';
import { currentProcess } from '../../lib/disk/process-identity.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { systemError } from '../support/memory-disk.js';

async function ownerLike(changes: Partial<LockOwner>): Promise<string> {
  const owner = { ...(await currentProcess()), since: '2026-01-01T00:00:00.000Z', token: randomId() };
  return JSON.stringify({ ...owner, ...changes });
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid!;
}

test('a lock is exclusive until it is released', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/lock`;
    const lock = await Lock.acquire(path, '/work');
    t.true(await lock.isHeld());
    t.is((await readOwner(path))?.pid, process.pid);
    await failsWith(
      t,
      Lock.acquire(path, '/work'),
      'locked',
      '/work has been in use by this process',
      'another directory',
    );
    t.deepEqual(await readdir(folder), ['lock']);
    await lock.release();
    t.false(await lock.isHeld());
    t.deepEqual(await readdir(folder), []);
    await (await Lock.acquire(path, '/work')).release();
  }));

test('a lock is private to its owner, and says who took it and when', (t) =>
  withFolder(async (folder) => {
    await Lock.acquire(`${folder}/lock`, '/work');
    t.is((await stat(`${folder}/lock`)).mode & 0o777, 0o600);
    const owner = JSON.parse(await readFile(`${folder}/lock`, 'utf8'));
    t.true(Math.abs(Date.parse(owner.since) - Date.now()) < 60_000);
    t.regex(owner.token, /^[0-9a-f]{16}$/);
  }));

test('one of many contenders gets the lock, even if a dead process holds it', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/lock`;
    for (const stale of [
      undefined,
      await ownerLike({ started: '1' }),
      await ownerLike({ pid: await deadPid() }),
    ]) {
      if (stale !== undefined) await writeFile(path, stale);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, () => Lock.acquire(path, '/work')),
      );
      const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      t.is(won.length, 1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') await failsWith(t, Promise.reject(outcome.reason), 'locked');
      }
      t.deepEqual(await readdir(folder), ['lock']);
      await won[0]!.value.release();
    }
  }));

test('the lock is taken over even from a process that died during a takeover', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/lock`;
    const [first, second] = [randomId(), randomId()];
    await writeFile(path, await ownerLike({ started: '1', token: first }));
    await writeFile(`${path}.${first}`, await ownerLike({ started: '1', token: second }));
    const lock = await Lock.acquire(path, '/work');
    t.true(await lock.isHeld());
    t.deepEqual(
      (await readdir(folder)).filter((name) => name === 'lock'),
      ['lock'],
    );
  }));

test('an owner from an earlier boot is dead, even if another process now has its pid', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/lock`, await ownerLike({ boot: '00000000-0000-0000-0000-000000000000' }));
    t.true(await (await Lock.acquire(`${folder}/lock`, '/work')).isHeld());
  }));

test('a lock that another process has taken is not released, and one that was removed by hand is not held', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/lock`;
    const lock = await Lock.acquire(path, '/work');
    await unlink(path);
    t.false(await lock.isHeld());
    const other = await Lock.acquire(path, '/work');
    await lock.release();
    t.true(await other.isHeld());
  }));

test('a file that is not a lock is refused, with the way out', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/lock`;
    const garbage = ['', 'x', '{}', await ownerLike({ pid: 0 }), await ownerLike({ pid: 2 ** 40 })];
    for (const text of [...garbage, await ownerLike({ token: '../../etc' })]) {
      await writeFile(path, text);
      await failsWith(t, Lock.acquire(path, '/work'), 'state-corrupt', path, 'then remove it');
      t.deepEqual(await readdir(folder), ['lock']);
    }
    await unlink(path);
    await writeFile(`${folder}/victim`, 'precious');
    await symlink(`${folder}/victim`, path);
    await failsWith(t, Lock.acquire(path, '/work'), 'state-corrupt', path, 'remove it');
    t.is(await readFile(`${folder}/victim`, 'utf8'), 'precious');
  }));

/** Does something on a file system some of whose calls fail. */
async function failing<T>(
  calls: readonly (keyof FileSystem)[],
  code: string,
  use: () => Promise<T>,
): Promise<T> {
  const broken = calls.map((name) => [
    name,
    async (path: string) => {
      throw systemError(code, name, path);
    },
  ]);
  const restore = replaceFileSystem({ ...nodeFileSystem, ...Object.fromEntries(broken) });
  try {
    return await use();
  } finally {
    restore();
  }
}

test.serial(
  'a process that cannot read its lock, since descriptors have run out, releases it nevertheless',
  (t) =>
    withFolder(async (folder) => {
      const lock = await Lock.acquire(`${folder}/lock`, '/work');
      await failing(['open'], 'EMFILE', async () => {
        t.true(await lock.isHeld());
        await lock.release();
      });
      t.deepEqual(await readdir(folder), []);
    }),
);

test.serial('a lock that another process has taken is not released if it cannot be read', (t) =>
  withFolder(async (folder) => {
    const path = `${folder}/lock`;
    const lock = await Lock.acquire(path, '/work');
    await unlink(path);
    const other = await Lock.acquire(path, '/work');
    await failing(['open'], 'EMFILE', () => failsWith(t, lock.release(), 'io', path, 'EMFILE'));
    t.true(await other.isHeld());
  }),
);

for (const calls of [['unlink'], ['open', 'lstat']] as const) {
  test.serial(
    `a lock that stays since ${calls.join(' and ')} failed is told, and locks nobody of this process out`,
    (t) =>
      withFolder(async (folder) => {
        const path = `${folder}/lock`;
        const lock = await Lock.acquire(path, '/work');
        await failing(calls, 'EIO', () =>
          failsWith(
            t,
            lock.release(),
            'io',
            `cannot remove the lock ${path}`,
            '(EIO)',
            'when this process has ended',
          ),
        );
        t.deepEqual(await readdir(folder), ['lock']);
        const next = await Lock.acquire(path, '/work');
        t.false(await lock.isHeld());
        await failsWith(t, Lock.acquire(path, '/work'), 'locked', 'this process');
        await lock.release();
        t.true(await next.isHeld());
        await next.release();
        t.deepEqual(await readdir(folder), []);
      }),
  );
}
