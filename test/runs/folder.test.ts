import test from 'ava';
import type { Activity } from '../../lib/records/activity.js';
import type { SummaryBatch } from '../../lib/records/summary-batch.js';
import { Folder, type Piece } from '../../lib/runs/folder.js';
import { RunFile } from '../../lib/runs/run-file.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { linesOf, writeRuns } from '../support/runs.js';

/** As little as a folder can use. */
const MEMORY = 2 ** 16;

interface Loaded {
  readonly folder: Folder;
  readonly pieces: Piece[];
  readonly records: number;
  /** Where the workspace is free. */
  readonly free: number;
}

/** Calls `body` with a folder whose workspace holds the records of these activities. */
function withRecords(
  activities: readonly Activity[],
  body: (loaded: Loaded) => Promise<void>,
  stop = { aborted: false },
) {
  return withFolder(async (directory) => {
    const [written] = await writeRuns(directory, [activities], 'bytes', { splitters: [], memory: MEMORY });
    const run = await RunFile.open(written!.file);
    const { largestBlock, records } = run.footer;
    const folder = new Folder({ order: 'bytes', memory: MEMORY, largestBlock, longestBounds: 9, stop });
    try {
      const length = run.bytesOf(0, 0, 1);
      const { start } = folder;
      const pieces: Piece[] = [];
      await run.readSlices(0, 0, 1, folder.bytes.subarray(start, start + length), (_, block) => {
        pieces.push({ start: start + block.start, end: start + block.end });
      });
      await body({ folder, pieces, records, free: start + length + 16 });
    } finally {
      folder.close();
      await run.close();
    }
  });
}

/** The lines of what is folded, and what `fold` returns. */
async function foldLines({ folder, pieces, records, free }: Loaded, kept = pieces) {
  let left: Uint8Array | undefined;
  async function* batches(): AsyncGenerator<SummaryBatch> {
    left = yield* folder.fold(kept, records, free);
    yield* folder.rest();
  }
  return { lines: await linesOf(batches()), left };
}

const events = (count: number, userOf: (index: number) => string): Activity[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'event',
    user_id: userOf(index),
    name: `page ${index % 3}`,
    id: `${index}`,
  }));

test('records that fit are folded completely', (t) => {
  const activities = events(500, (index) => `user ${index % 7}`);
  return withRecords(activities, async (loaded) => {
    t.deepEqual(await foldLines(loaded), { lines: foldActivities(activities, 'bytes'), left: undefined });
  });
});

/** Attributes that take little in a record, and much as rows. */
const manyNames = Array.from({ length: 25 }, (_, record): Activity => {
  const names = Array.from({ length: 200 }, (_, entry) => [`${record * 200 + entry}`, 'v']);
  return { type: 'attributes', user_id: 'b', timestamp: 1, data: Object.fromEntries(names) };
});

test('fold returns the first user whose rows do not fit, and writes nothing of that user or of later ones', (t) => {
  const before = events(20, () => 'a');
  return withRecords([...before, ...manyNames, ...events(20, () => 'c')], async (loaded) => {
    const { lines, left } = await foldLines(loaded);
    t.true(loaded.free < loaded.folder.end);
    t.is(Buffer.from(left!).toString(), 'b');
    t.is(lines, foldActivities(before, 'bytes'));
  });
});

test('without room for a table of its pieces fold returns the empty user, before which there is none', (t) =>
  withRecords(
    events(10, () => 'a'),
    async (loaded) => {
      const { lines, left } = await foldLines({ ...loaded, free: loaded.folder.end });
      t.is(lines, '');
      t.deepEqual(left, new Uint8Array());
    },
  ));

test('keepUsers keeps the records of users from one bound on and before the other', (t) => {
  const activities = events(60, (index) => 'abcdef'[index % 6]!);
  return withRecords(activities, async (loaded) => {
    const users = { from: Buffer.from('b'), before: Buffer.from('e') };
    const kept = loaded.pieces.map((piece) => ({
      start: piece.start,
      end: loaded.folder.keepUsers(piece, users),
    }));
    const expected = activities.filter(({ user_id }) => 'bcd'.includes(user_id));
    t.is((await foldLines(loaded, kept)).lines, foldActivities(expected, 'bytes'));
  });
});

test('thin drops rows that later rows supersede, without a change to the result', (t) => {
  // A third is superseded: too little for the run to be thinned when it is written.
  const activities = Array.from({ length: 300 }, (_, index): Activity => {
    return {
      type: 'attributes',
      user_id: 'a',
      timestamp: 1,
      data: { [`name ${Math.floor((index * 2) / 3)}`]: `${index}` },
    };
  });
  return withRecords(activities, async (loaded) => {
    const [first] = loaded.pieces as [Piece];
    const thinned = { start: first.start, end: loaded.folder.thin(first, loaded.free) };
    t.true(thinned.end < first.end);
    const kept = [thinned, ...loaded.pieces.slice(1)];
    t.is((await foldLines(loaded, kept)).lines, foldActivities(activities, 'bytes'));
  });
});

test('grow doubles the workspace and keeps what it holds', (t) => {
  const activities = events(50, (index) => `${index % 5}`);
  return withRecords(activities, async (loaded) => {
    const { folder } = loaded;
    const before = folder.end - folder.start;
    folder.grow();
    t.is(folder.end - folder.start, 2 * before);
    t.is((await foldLines(loaded)).lines, foldActivities(activities, 'bytes'));
  });
});

test('requireRunning fails once the merge is stopped', (t) => {
  const stop = { aborted: false };
  return withRecords(
    events(1, () => 'a'),
    async ({ folder }) => {
      t.notThrows(() => folder.requireRunning());
      stop.aborted = true;
      t.throws(() => folder.requireRunning(), { code: 'aborted' });
    },
    stop,
  );
});
