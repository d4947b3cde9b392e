// The disk in memory is only worth something if it does what a real one does: random calls are made to both.
import { constants } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import { type FileSystem, nodeFileSystem } from '../../lib/disk/file-system.js';
import { MemoryDisk } from './memory-disk.js';
import { cutPower } from './power-cut.js';
import { Random } from './random.js';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

type Step = (system: FileSystem, root: string) => Promise<unknown>;

const nameArbitrary = fc.constantFrom('a', 'b', 'folder', 'folder/a', 'folder/b', 'a/b', 'none/a');

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  nameArbitrary.map(
    (name): Step =>
      (system, root) =>
        system.mkdir(`${root}/${name}`, 0o700),
  ),
  nameArbitrary.map(
    (name): Step =>
      (system, root) =>
        system.rmdir(`${root}/${name}`),
  ),
  nameArbitrary.map(
    (name): Step =>
      (system, root) =>
        system.unlink(`${root}/${name}`),
  ),
  nameArbitrary.map(
    (name): Step =>
      async (system, root) =>
        (await system.readdir(`${root}/${name}`)).sort(),
  ),
  nameArbitrary.map(
    (name): Step =>
      async (system, root) => {
        const stats = await system.lstat(`${root}/${name}`, { bigint: true });
        return [stats.isFile(), stats.isDirectory(), stats.isFile() ? stats.size : 0n, stats.mode & 0o777n];
      },
  ),
  fc.constantFrom(['a', 'b'], ['b', 'a'], ['folder/a', 'folder/b'], ['none', 'a']).map(
    ([from, to]): Step =>
      (system, root) =>
        system.rename(`${root}/${from}`, `${root}/${to}`),
  ),
  fc.constantFrom(['a', 'b'], ['a', 'folder/a'], ['none', 'b']).map(
    ([from, to]): Step =>
      (system, root) =>
        system.link(`${root}/${from}`, `${root}/${to}`),
  ),
  fc.tuple(nameArbitrary, fc.nat({ max: 900 }), fc.uint8Array({ maxLength: 700 })).map(
    ([name, position, bytes]): Step =>
      async (system, root) => {
        const file = await system.open(`${root}/${name}`, CREATE, 0o600);
        await file.write(bytes, 0, bytes.length, position);
        await file.sync();
        await file.close();
      },
  ),
  fc.tuple(nameArbitrary, fc.nat({ max: 1000 })).map(
    ([name, length]): Step =>
      async (system, root) => {
        const file = await system.open(`${root}/${name}`, constants.O_RDWR);
        await file.truncate(length);
        const bytes = Buffer.alloc(2000);
        const { bytesRead } = await file.read(bytes, 3, 1500, 1);
        await file.close();
        return [bytesRead, bytes];
      },
  ),
);

/** What each step came to: its value, or its error code. */
async function outcomes(steps: readonly Step[], system: FileSystem, root: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const step of steps) {
    all.push(await step(system, root).catch((error: NodeJS.ErrnoException) => error.code ?? error));
  }
  return all;
}

test('the disk in memory behaves like a real file system', (t) =>
  fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { path, cleanup } = await dir({ unsafeCleanup: true });
      const disk = new MemoryDisk();
      await disk.mkdir('/root', 0o700);
      try {
        t.deepEqual(await outcomes(steps, disk, '/root'), await outcomes(steps, nodeFileSystem, path));
      } finally {
        await cleanup();
      }
    }),
    { numRuns: 200 },
  ));

test('a power cut leaves everything synced, and any part of the rest', async (t) => {
  const disk = new MemoryDisk();
  const file = await disk.open('/kept', CREATE, 0o600);
  await file.write(Buffer.from('synced'), 0, 6, 0);
  await file.sync();
  const root = await disk.open('/', constants.O_RDONLY);
  await root.sync();
  await file.write(Buffer.from('later!'), 0, 6, 6);
  await disk.rename('/kept', '/renamed');
  await disk.open('/new', CREATE, 0o600);
  const found = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const left = new MemoryDisk(cutPower(disk.image(), new Random(seed)));
    const names = (await left.readdir('/')).sort();
    const content = left.content(`/${names.find((name) => name !== 'new')}`)!.toString('latin1');
    t.true(content.startsWith('synced'));
    t.true(content.length === 6 || content.length === 12);
    found.add(`${names}${content.endsWith('later!') ? ' whole' : content.length === 6 ? ' old' : ' hole'}`);
  }
  const names = ['kept', 'kept,new', 'renamed', 'new,renamed'];
  const contents = ['whole', 'old', 'hole'];
  t.deepEqual(
    [...found].sort(),
    names.flatMap((name) => contents.map((content) => `${name} ${content}`)).sort(),
  );
});
