import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { fileSystem } from '../../lib/disk/file-system.js';
import { SpillwayError } from '../../lib/errors.js';
import { openSource } from '../../lib/sources/open-source.js';
import { unzip } from '../../lib/sources/zip.js';
import { withFolder } from '../support/folder.js';
import { readAll } from '../support/read-all.js';
import { type ZipEntry, zipOf } from '../support/zip-of.js';

async function unzipped(bytes: Buffer): Promise<Buffer> {
  let whole: Buffer = Buffer.alloc(0);
  await withFolder(async (folder) => {
    await writeFile(`${folder}/x.zip`, bytes);
    const file = await fileSystem.open(`${folder}/x.zip`, constants.O_RDONLY);
    try {
      whole = await readAll(unzip(file, 'x.zip', () => {}));
    } finally {
      await file.close();
    }
  });
  return whole;
}

const refusedAs = async (t: ExecutionContext, bytes: Buffer, message: RegExp) => {
  const error = await t.throwsAsync(unzipped(bytes), { instanceOf: SpillwayError, message });
  t.like(error, { code: 'source-unreadable', file: 'x.zip' });
};

test('reads the files of a zip archive in the order of their names, each unpacked, with a line end between them', async (t) => {
  const entries: ZipEntry[] = [
    { name: 'p/2024_10.json.gz', content: gzipSync('ten\n') },
    { name: 'p/2024_2.json', content: Buffer.from('two') },
    { name: 'p/', content: Buffer.alloc(0) },
    { name: 'p/.DS_Store', content: Buffer.from('no') },
    { name: '__MACOSX/p/2024_2.json', content: Buffer.from('no') },
    { name: 'p/2024_1.json', content: Buffer.from('one\n'), stored: true },
  ];
  t.is((await unzipped(zipOf(entries))).toString(), 'one\ntwo\nten\n');
  t.is((await unzipped(zipOf([]))).length, 0);
});

test('reads what the usual program has packed, from any position', (t) =>
  withFolder(async (folder) => {
    const log = Buffer.from('{"a":"some text"}\n'.repeat(50_000));
    await mkdir(`${folder}/in`);
    await writeFile(`${folder}/in/a.ndjson`, log);
    await writeFile(`${folder}/in/b.ndjson`, '{"b":1}\n');
    execFileSync('zip', ['-q', '-r', '../x.zip', '.'], { cwd: `${folder}/in` });
    const reads: number[] = [];
    const whole = Buffer.concat([log, Buffer.from('{"b":1}\n')]);
    for (const position of [0, 17, log.length]) {
      const read = await readAll(openSource(`${folder}/x.zip`, { position, onRead: (at) => reads.push(at) }));
      t.true(read.equals(whole.subarray(position)));
    }
    t.is(reads.at(-1), (await readFile(`${folder}/x.zip`)).length);
  }));

test('names an archive that is cut off or damaged', async (t) => {
  const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => `${index * 7919}`).join(''));
  const whole = zipOf([{ name: 'a', content }]);
  await refusedAs(t, whole.subarray(0, whole.length - 30), /ends in the middle of its zip archive/);
  for (const at of [200, 1000, 4000]) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 4;
    await refusedAs(t, damaged, /^x\.zip is damaged/);
  }
  await refusedAs(t, zipOf([{ name: 'a', content, checksum: crc32('other') }]), /^x\.zip is damaged/);
});

test('names what it cannot unpack, and the pipe that can', async (t) => {
  const content = Buffer.from('x');
  await refusedAs(
    t,
    zipOf([{ name: 'a', content, flags: 1 }]),
    /holds a, which is encrypted; .*unzip -p x\.zip \| /,
  );
  await refusedAs(t, zipOf([{ name: 'a', content, method: 14 }]), /by method 14; .*unzip -p/);
});

test('refuses a zip archive in a zip archive, and one from a pipe', async (t) => {
  const inner = zipOf([{ name: 'b', content: deflateRawSync('x') }]);
  const error = await t.throwsAsync(unzipped(zipOf([{ name: 'a', content: inner }])));
  t.like(error, { code: 'source-unreadable', file: 'a in x.zip' });
  t.regex(error!.message, /zip archive that comes through a pipe or lies in another archive/);
});
