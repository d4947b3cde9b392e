import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { SpillwayError } from '../../lib/errors.js';
import type { Activity } from '../../lib/records/activity.js';
import { RunFile } from '../../lib/runs/run-file.js';
import { decodeRecords, decodeRun } from '../support/decode-run.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

/** Users of very different weight. */
const ACTIVITIES = Array.from({ length: 3000 }, (_, index): Activity => {
  const user_id = String(Math.floor((index * index) / 20_000));
  return { type: 'event', user_id, id: `event ${index}`, name: 'page' };
});

/** A run of some partitions, each with two segments, some of more than one block. */
async function writeRunIn(folder: string): Promise<string> {
  const [run] = await writeRuns(folder, [ACTIVITIES], 'bytes', { segment: 2000 });
  return run!.file;
}

async function readAll(file: string): Promise<Activity[][]> {
  const run = await RunFile.open(file);
  try {
    const { partitions, segments } = run.footer;
    const slices: Activity[][] = Array.from({ length: partitions }, () => []);
    for (let segment = 0; segment < segments; segment++) {
      const bytes = Buffer.alloc(run.bytesOf(segment, 0, partitions));
      await run.readSlices(segment, 0, partitions, bytes, (partition, { start, end }) => {
        slices[partition]!.push(...decodeRecords(bytes.subarray(start, end)));
      });
    }
    return slices;
  } finally {
    await run.close();
  }
}

test('slices are read as they were written: all at once, some of them, or block by block', (t) =>
  withFolder(async (folder) => {
    const file = await writeRunIn(folder);
    const expected = decodeRun(readFileSync(file)).slices.map((segments) =>
      segments.flatMap(({ activities }) => [...activities]),
    );
    t.deepEqual(await readAll(file), expected);
    const run = await RunFile.inspect(file);
    const { partitions, largestBlock } = run.footer;
    t.true(partitions > 20);
    const buffer = Buffer.alloc(largestBlock + 8);
    let blocks = 0;
    for (let partition = 0; partition < partitions; partition++) {
      const found: Activity[] = [];
      const some: Activity[] = [];
      for (const segment of [0, 1]) {
        for await (const block of run.blocks(segment, partition, buffer)) {
          found.push(...decodeRecords(Buffer.from(block)));
          blocks++;
        }
        const bytes = Buffer.alloc(run.bytesOf(segment, partition, partition + 1));
        await run.readSlices(segment, partition, partition + 1, bytes, (_, { start, end }) => {
          some.push(...decodeRecords(bytes.subarray(start, end)));
        });
      }
      t.deepEqual(found, expected[partition]);
      t.deepEqual(some, expected[partition]);
    }
    await run.close();
    t.true(blocks > partitions);
  }));

test('only every third block is read if the others are to be skipped', (t) =>
  withFolder(async (folder) => {
    const one = ACTIVITIES.map((it): Activity => ({ ...it, user_id: 'one' }));
    const [written] = await writeRuns(folder, [one], 'bytes');
    const run = await RunFile.open(written!.file);
    const buffer = Buffer.alloc(run.footer.largestBlock + 8);
    const blocks = async (every: number) => {
      const all: string[] = [];
      for await (const block of run.blocks(0, 0, buffer, every)) all.push(Buffer.from(block).toString('hex'));
      return all;
    };
    const all = await blocks(1);
    t.true(all.length > 4);
    t.deepEqual(
      await blocks(3),
      all.filter((_, index) => index % 3 === 0),
    );
    await run.close();
  }));

test('a changed byte anywhere and a missing end are detected, and the file is named', (t) =>
  withFolder(async (folder) => {
    const file = await writeRunIn(folder);
    const whole = readFileSync(file);
    const damaged = `${folder}/damaged.run`;
    const outcome = async (bytes: Uint8Array): Promise<string> => {
      writeFileSync(damaged, bytes);
      try {
        await readAll(damaged);
        return 'read';
      } catch (error) {
        if (!(error instanceof SpillwayError) || !error.message.includes(damaged)) throw error;
        return error.code;
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(whole);
        changed[at]! ^= change;
        // The version is checked before anything else, so that a later one is recognised.
        const codes = at >= 8 && at < 12 ? ['newer-format', 'state-corrupt'] : ['state-corrupt'];
        t.true(codes.includes(await outcome(changed)), `byte ${at}`);
        t.is(await outcome(whole.subarray(0, at)), 'state-corrupt', `${at} bytes`);
      }),
      { numRuns: 60 },
    );
    t.is(await outcome(whole), 'read');
  }));

test('a valid block in the place of another is detected', (t) =>
  withFolder(async (folder) => {
    // Two partitions with one block each, of the same length.
    const event = (user_id: string, id: string): Activity => ({ type: 'event', user_id, id, name: 'page' });
    const options = { splitters: [Buffer.from('b')] };
    const [one, other] = await writeRuns(
      folder,
      [
        [event('a', '1'), event('b', '2')],
        [event('a', '3'), event('b', '4')],
      ],
      'bytes',
      options,
    );
    const [first, second] = [readFileSync(one!.file), readFileSync(other!.file)];
    const length = 8 + first.readUInt32LE(24);
    const swapped = Buffer.from(first);
    first.copy(swapped, 24, 24 + length, 24 + 2 * length);
    first.copy(swapped, 24 + length, 24, 24 + length);
    const foreign = Buffer.from(first);
    second.copy(foreign, 24, 24, 24 + length);
    for (const bytes of [swapped, foreign]) {
      writeFileSync(one!.file, bytes);
      await failsWith(t, readAll(one!.file), 'state-corrupt', one!.file, 'damaged at byte 24');
    }
  }));

test('a run of an older or newer format is refused with its name and the way out', (t) =>
  withFolder(async (folder) => {
    const file = await writeRunIn(folder);
    const bytes = readFileSync(file);
    for (const [version, code, words] of [
      [2, 'state-corrupt', 'an older spillway (format 2, this one reads 3 and 4)'],
      [5, 'newer-format', 'a newer spillway (format 5, this one reads 3 and 4)'],
    ] as const) {
      bytes.writeUInt32LE(version, 8);
      writeFileSync(file, bytes);
      await failsWith(t, RunFile.open(file), code, file, words, '--fresh');
    }
  }));

test('a missing file and a symbolic link are named in the error', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, RunFile.open(`${folder}/none.run`), 'io', `${folder}/none.run`);
    symlinkSync(await writeRunIn(folder), `${folder}/link.run`);
    await failsWith(t, RunFile.open(`${folder}/link.run`), 'io', `${folder}/link.run`);
  }));

test('more runs can be read than may be open at once', (t) =>
  withFolder(async (folder) => {
    const sources = Array.from({ length: 140 }, (_, index): Activity[] => [
      { type: 'event', user_id: 'a', id: `${index}`, name: 'page' },
    ]);
    const runs = await writeRuns(folder, sources, 'bytes');
    const files: RunFile[] = [];
    for (const { file } of runs) files.push(await RunFile.inspect(file));
    const buffer = Buffer.alloc(1000);
    for (const round of [0, 1]) {
      for (const [index, file] of files.entries()) {
        for await (const block of file.blocks(0, 0, buffer)) {
          t.deepEqual([...decodeRecords(Buffer.from(block))], sources[index], `round ${round}`);
        }
      }
    }
    for (const file of files) await file.close();
  }));
