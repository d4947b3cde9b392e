import { mkdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { blockingTransfers } from '../../../lib/disk/blocking-transfers.js';
import { replaceFileSystem } from '../../../lib/disk/file-system.js';
import { SpillwayError } from '../../../lib/errors.js';
import { type RangeTask, readRange } from '../../../lib/job/read/read-range.js';
import { hasRoom } from '../../../lib/kernel/batch-room.js';
import { addCounters, NO_COUNTERS } from '../../../lib/records/counters.js';
import type { Run } from '../../../lib/records/run.js';
import { decodeRun } from '../../support/decode-run.js';
import { foldActivities } from '../../support/fold-activities.js';
import { withFolder } from '../../support/folder.js';
import { segmentsOf } from '../../support/segments-of.js';

test('reading a range fails with the error of recording a run, even in the middle of the source', async (t) => {
  await withFolder(async (folder) => {
    const [path, directory] = [`${folder}/source`, `${folder}/work`];
    await mkdir(directory);
    await writeFile(path, '{"user_id":"1","type":"event","id":"1","name":"view"}\n'.repeat(100_000));
    const task = {
      ...{ segments: await segmentsOf(path), input: 'lines' as const, named: false, directory },
      ...{ rejects: undefined, rejected: 0, maxRejects: 0 },
      ...{ memory: 2 ** 20, checkpointEvery: 1, map: undefined, maxLine: 2 ** 10 },
      ...({ delimiters: 'reject', order: 'bytes', splitters: undefined } as const),
    };
    const full = new SpillwayError('io', 'cannot write the manifest');
    const listener = {
      onBatch() {},
      onRun() {
        throw full;
      },
    };
    t.is(await t.throwsAsync(readRange(task, listener, new AbortController().signal)), full);
  });
});

const MAX_LINE = 6 * 2 ** 20;

/** Batches of every kind: plain, of long lines, of lines that no room holds, of lines that are too long, of hardly any line. */
function logOfAllKinds(): string {
  const event = (index: number, name: string) =>
    JSON.stringify({ user_id: index % 97, type: 'event', id: `i${index % 5000}`, name });
  const plain = (from: number) =>
    Array.from({ length: 5000 }, (_, index) => {
      if (index % 50 === 0) return '{"type":"event"}';
      if (index % 71 === 0) return '{"user_id":1,"type":"event","id":1}';
      if (index % 3 === 0) return event(from + index, 'a\nb');
      return JSON.stringify({
        user_id: `${index}`,
        type: 'attributes',
        timestamp: index,
        data: { a: index, b: null },
      });
    }).join('\n');
  const long = (bytes: number) => event(bytes, 'n'.repeat(bytes));
  return [
    `\ufeff${plain(0)}`,
    ...[long(300_000), long(5 * 2 ** 20), plain(5000), long(MAX_LINE), plain(10_000)],
    ...['\n'.repeat(2 ** 19), '{}\n'.repeat(2 ** 18), plain(15_000), long(2 ** 19)],
  ].join('\n');
}

test.serial(
  'takes the same from a source whether or not batches stay in a room, and whoever reads into it',
  async (t) => {
    await withFolder(async (folder) => {
      const path = `${folder}/source`;
      const log = logOfAllKinds();
      await writeFile(path, log);
      const [segment] = await segmentsOf(path);
      const end = Buffer.byteLength(log);
      const read = async (memory: number) => {
        const directory = `${folder}/${memory}`;
        await mkdir(directory);
        const task: RangeTask = {
          segments: [
            { ...segment!, end },
            { ...segment!, source: 1 },
          ],
          ...{ input: 'lines', named: true, directory, rejects: undefined, rejected: 0, maxRejects: 2 ** 20 },
          ...{ memory, checkpointEvery: 2 ** 21, map: undefined, maxLine: MAX_LINE },
          ...{ delimiters: 'escape', order: 'bytes', splitters: [Buffer.from('3'), Buffer.from('7')] },
        };
        const runs: Run[] = [];
        const listener = { onBatch() {}, onRun: (run: Run) => void runs.push(run) };
        t.true(await readRange(task, listener, new AbortController().signal));
        const decoded = await Promise.all(runs.map(async ({ file }) => decodeRun(await readFile(file))));
        const activities = decoded.flatMap(({ slices }) =>
          slices.flat().flatMap((slice) => slice.activities),
        );
        const counters = runs.reduce((sum, run) => addCounters(sum, run.counters), NO_COUNTERS);
        const { source, position, provisional, linesBefore } = runs.at(-1)!;
        t.true(runs.length > 4);
        const about = { source, position, provisional, linesBefore };
        return { counters, about, summary: foldActivities(activities, 'bytes') };
      };
      const readHere = async (memory: number) => {
        const restore = replaceFileSystem(blockingTransfers());
        try {
          return await read(memory);
        } finally {
          restore();
        }
      };
      const sizes = [2 ** 22, 2 ** 23, 2 ** 26] as const;
      t.deepEqual(sizes.map(hasRoom), [false, true, true]);
      const outside = await read(sizes[0]);
      t.true(outside.about.provisional);
      for (const memory of [sizes[1], sizes[2]]) t.deepEqual(await read(memory), outside, `${memory}`);
      for (const memory of sizes) t.deepEqual(await readHere(memory + 1), outside, `${memory}, here`);
    });
  },
);
