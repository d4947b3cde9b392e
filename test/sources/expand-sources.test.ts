import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import test from 'ava';
import { dir as directory } from 'tmp-promise';
import { type FileSystem, nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import type { SpillwayError } from '../../lib/errors.js';
import { expandSources } from '../../lib/sources/expand-sources.js';
import { openSource } from '../../lib/sources/open-source.js';
import { FaultyFileSystem } from '../support/faulty-file-system.js';
import { withFolder } from '../support/folder.js';
import { systemError } from '../support/memory-disk.js';
import { readAll } from '../support/read-all.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';

test('the files of a rotated log give the log', async (t) => {
  const paths = await expandSources([sourceFixture('rotated')]);
  const parts = await Promise.all(paths.map((path) => readAll(openSource(path))));
  t.is(paths.length, 4);
  t.deepEqual(Buffer.concat(parts), LOG);
});

test('expands files, globs and directories in the order of the arguments, each file once', async (t) => {
  const { path: folder, cleanup } = await directory({ unsafeCleanup: true });
  t.teardown(cleanup);
  mkdirSync(join(folder, 'logs/below'), { recursive: true });
  for (const name of [
    'logs/b.2',
    'logs/b.1',
    'logs/.hidden',
    'logs/below/c',
    'a[1].log',
    'a1.log',
    'z.log',
  ]) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(join(folder, 'z.log'), join(folder, 'link.log'));
  const expand = async (...patterns: string[]) =>
    (await expandSources(patterns.map((pattern) => (pattern === '-' ? pattern : join(folder, pattern))))).map(
      (path) => (path === '-' ? path : relative(folder, resolve(path))),
    );
  t.deepEqual(await expand('z.log', '*.log'), ['z.log', 'a[1].log', 'a1.log']);
  t.deepEqual(await expand('logs', '-'), ['logs/b.2', 'logs/b.1', 'logs/below/c', '-']);
  t.deepEqual(await expand('a[1].log'), ['a[1].log']);
  t.deepEqual(await expand('logs/**/*'), ['logs/b.2', 'logs/b.1', 'logs/below/c']);
  t.deepEqual(await expand('log*'), ['logs/b.2', 'logs/b.1', 'logs/below/c']);
  t.deepEqual(await expand('**/b*'), ['logs/b.2', 'logs/b.1', 'logs/below/c']);
  t.deepEqual(await expand('logs/*/'), ['logs/below/c']);
  t.deepEqual(await expand('*/../z.log'), ['z.log']);
  t.deepEqual(await expand('logs/b.{1,2}', 'logs'), ['logs/b.2', 'logs/b.1', 'logs/below/c']);
});

test('an argument that stands for no file is refused by name', async (t) => {
  const { path: folder, cleanup } = await directory();
  t.teardown(cleanup);
  for (const [pattern, message] of [
    [folder, /is a directory without files/],
    [join(folder, 'x.log'), /x\.log does not exist/],
    [join(folder, '*.log'), /\*\.log matches no file/],
  ] as const) {
    const error = await t.throwsAsync(expandSources([pattern]), { message });
    t.like(error, { code: 'source-unreadable', file: pattern });
  }
  await t.throwsAsync(expandSources(['']), { message: /must be a path/ });
});

/** A folder of `logs/a.log` and `logs/below/b.log`, in which a call to the file system may fail. */
async function withLogs(use: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'logs/below'), { recursive: true });
    writeFileSync(join(folder, 'logs/a.log'), '');
    writeFileSync(join(folder, 'logs/below/b.log'), '');
    await use(folder);
  });
}

const PATTERNS = ['logs', 'logs/*', 'logs/**/*.log', 'log?/*/*.log', '{logs,other}/*'];

for (const pattern of PATTERNS) {
  for (const code of ['EIO', 'EACCES', 'EMFILE', 'ELOOP']) {
    test.serial(`${pattern} fails if any call to search it fails (${code})`, (t) =>
      withLogs(async (folder) => {
        const expandOn = async (disk: FileSystem) => {
          const restore = replaceFileSystem(disk);
          try {
            return await expandSources([join(folder, pattern)]);
          } finally {
            restore();
          }
        };
        const counting = new FaultyFileSystem(nodeFileSystem);
        t.is((await expandOn(counting)).at(-1), join(folder, 'logs/below/b.log'));
        for (const { name, path } of counting.calls) {
          const fail = async (called: string, ...rest: never[]) => {
            if (called === path) throw systemError(code, name, path);
            return (nodeFileSystem[name as 'stat'] as (...all: unknown[]) => Promise<never>)(called, ...rest);
          };
          const error = await t.throwsAsync(
            expandOn({ ...nodeFileSystem, [name]: fail }),
            { code: 'source-unreadable' },
            `${name} ${path}`,
          );
          t.true(error?.message.includes(`(${code})`), error?.message);
          t.is((error as SpillwayError).file, path);
        }
      }),
    );
  }

  test(`${pattern} names a link to nothing, and a name that is not UTF-8`, (t) =>
    withLogs(async (folder) => {
      symlinkSync('nothing', join(folder, 'logs/below/gone.log'));
      const dangling = await t.throwsAsync(expandSources([join(folder, pattern)]));
      t.regex(dangling.message, /logs\/below\/gone\.log is a symbolic link to nothing/);
      rmSync(join(folder, 'logs/below/gone.log'));
      if (process.platform !== 'linux') return;
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/logs/below/caf`), Buffer.from([0xe9, 0x2e, 0x6c, 0x6f, 0x67])]),
        '',
      );
      const broken = await t.throwsAsync(expandSources([join(folder, pattern)]), {
        code: 'source-unreadable',
      });
      t.true(broken.message.includes("$'caf\\xe9.log' in "), broken.message);
      t.deepEqual(await expandSources([join(folder, 'logs/a*')]), [join(folder, 'logs/a.log')]);
    }));
}

test('a name that holds U+FFFD in UTF-8 is a name like others', (t) =>
  withLogs(async (folder) => {
    writeFileSync(join(folder, 'logs/caf\ufffd'), '');
    t.deepEqual(await expandSources([join(folder, 'logs/c*')]), [join(folder, 'logs/caf\ufffd')]);
  }));

test('follows links to directories, except back to one it came through', (t) =>
  withLogs(async (folder) => {
    symlinkSync('..', join(folder, 'logs/below/loop'));
    symlinkSync('below', join(folder, 'logs/current'));
    const notes: string[] = [];
    for (const pattern of ['logs', 'logs/**/*', 'logs/**']) {
      const paths = await expandSources([join(folder, pattern)], (note) => notes.push(note));
      t.deepEqual(
        paths.map((path) => relative(folder, path)),
        ['logs/a.log', 'logs/below/b.log'],
      );
    }
    t.deepEqual(
      (await expandSources([join(folder, 'logs/**/current/*.log')])).map((path) => relative(folder, path)),
      ['logs/current/b.log'],
    );
  }));

test('notes say what is left out: pipes, and files named twice', (t) =>
  withLogs(async (folder) => {
    execFileSync('mkfifo', [join(folder, 'logs/pipe')]);
    const notes: string[] = [];
    const expand = (...patterns: string[]) =>
      expandSources(
        patterns.map((pattern) => join(folder, pattern)),
        (note) => notes.push(note.replaceAll(folder, '')),
      );
    t.is((await expand('logs', 'logs/a.log', 'logs/below')).length, 2);
    t.deepEqual(notes, [
      'left out, as no regular files: /logs/pipe; name a pipe itself to read it',
      'named more than once, and read once: /logs/a.log, /logs/below/b.log',
    ]);
    notes.length = 0;
    t.deepEqual(await expand('logs/pipe'), [join(folder, 'logs/pipe')]);
    t.deepEqual(notes, []);
    await t.throwsAsync(expand('logs/p*'), { message: /matches no file but .*logs\/pipe, no regular files/ });
  }));

const UNFINISHED = 'summary.csv.0123456789abcdef.partial';

test('partial files and work directories of jobs are never sources, however they are named', (t) =>
  withLogs(async (folder) => {
    writeFileSync(join(folder, 'logs', UNFINISHED), '');
    for (const [work, name] of [
      ['summary.csv.spillway', 'spillway-manifest.json'],
      ['below/work', 'run-0000000000000001-0123456789abcdef.run'],
      ['begun', 'spillway.lock'],
    ] as const) {
      mkdirSync(join(folder, 'logs', work));
      writeFileSync(join(folder, 'logs', work, name), '');
    }
    const notes: string[] = [];
    const expand = async (...patterns: string[]) =>
      (
        await expandSources(
          patterns.map((pattern) => join(folder, pattern)),
          (note) => notes.push(note.replaceAll(folder, '')),
        )
      ).map((path) => relative(folder, path));
    for (const pattern of ['logs', 'logs/*', 'logs/**/*', 'logs/**']) {
      t.deepEqual(await expand(pattern), ['logs/a.log', 'logs/below/b.log'], pattern);
    }
    t.deepEqual(notes, []);
    // As a shell expands logs/*.
    t.deepEqual(await expand('logs/a.log', `logs/${UNFINISHED}`, 'logs/summary.csv.spillway'), [
      'logs/a.log',
    ]);
    t.deepEqual(notes, [
      `left out, as written by a job of spillway: /logs/${UNFINISHED}, /logs/summary.csv.spillway`,
    ]);
    await t.throwsAsync(expand(`logs/${UNFINISHED}`), { message: /was written by a job of spillway/ });
  }));
