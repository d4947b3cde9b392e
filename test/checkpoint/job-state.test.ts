import { appendFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import test from 'ava';
import { JobState } from '../../lib/checkpoint/job-state.js';
import { RejectsFile } from '../../lib/checkpoint/rejects-file.js';
import { readManifest } from '../../lib/checkpoint/work-directory.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import type { Run } from '../../lib/records/run.js';
import { runFileName } from '../../lib/runs/run-file-name.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const LOG = 'a line of 16 byte\n'.repeat(100);
const at = (offset: number) => ({ source: 0, offset });

interface Options {
  readonly scratch?: boolean;
  readonly rejects?: boolean;
}

async function open(folder: string, { scratch = false, rejects = false }: Options = {}): Promise<JobState> {
  return JobState.open(`${folder}/work`, {
    sources: [{ path: `${folder}/source`, sealed: false, resumable: true }],
    rejects: rejects ? `${folder}/rejects` : undefined,
    options: { order: 'bytes' },
    fresh: false,
    scratch,
  });
}

/** With a source. */
function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    await writeFile(`${folder}/source`, LOG);
    await use(folder);
  });
}

/** A run up to a position, whose file is there. */
async function runIn(state: JobState, position: number, rejectsLength = 0): Promise<Run> {
  const file = `${state.directory}/${runFileName(position)}`;
  await writeFile(file, 'run');
  const about = { file, bytes: 3, rows: 1, records: 1, source: 0, position, rejectsLength, temporary: false };
  return { ...about, counters: { ...NO_COUNTERS, lines: 1 } };
}

const names = (runs: readonly { readonly file: string }[]) => runs.map(({ file }) => basename(file));

test('the next job finds exactly the recorded runs, in source order', (t) =>
  inFolder(async (folder) => {
    const first = await open(folder);
    t.false(first.resumed);
    first.split(0, [at(540), at(1080)]);
    t.deepEqual(
      first.ranges.map(({ start, end }) => [start.offset, end?.offset]),
      [
        [0, 540],
        [540, 1080],
        [1080, undefined],
      ],
    );
    const runs = [];
    for (const [index, position] of [
      [2, 1206],
      [0, 108],
      [1, 612],
      [0, 216],
    ] as const) {
      const run = await runIn(first, position);
      await first.record(index, run);
      runs.push(run);
      t.true(
        names((await readManifest(first.directory))!.ranges.flatMap((each) => each.runs)).includes(
          basename(run.file),
        ),
      );
    }
    await runIn(first, 1314);
    await first.release();

    const second = await open(folder);
    t.true(second.resumed);
    t.deepEqual(names(second.runs), names([runs[1]!, runs[3]!, runs[2]!, runs[0]!]));
    t.deepEqual(
      second.ranges.map(({ position }) => position.offset),
      [216, 612, 1206],
    );
    t.is(second.manifest.counters.lines, 4);
    t.false(second.complete);
    await second.release();
  }));

test('a job is complete when all its ranges are, then takes no more runs, and leaves nothing when finished', (t) =>
  inFolder(async (folder) => {
    const state = await open(folder);
    state.split(0, [at(540)]);
    await state.completeRange(1);
    t.false(state.complete);
    await failsWith(t, state.finish(), 'bad-pipeline', 'finish()');
    await state.record(0, await runIn(state, 540));
    await state.completeRange(0);
    t.true(state.complete);
    await failsWith(t, state.record(0, await runIn(state, 541)), 'bad-pipeline', 'read whole');
    await state.finish();
    t.deepEqual(await readdir(folder), ['source']);
    await state.release();
  }));

test('split cuts the unread rest of a range, and keeps its runs', (t) =>
  inFolder(async (folder) => {
    const state = await open(folder);
    await state.record(0, await runIn(state, 180));
    state.split(0, [at(900)]);
    const [one, other] = state.ranges;
    t.like(one, { start: at(0), position: at(180), end: at(900) });
    t.is(one!.runs.length, 1);
    t.like(other, { start: at(900), position: at(900), end: null, tail: null });
    t.is(other!.runs.length, 0);
    await state.release();
  }));

test('each range has its own rejects, with the length that its last run says and a checksum', (t) =>
  inFolder(async (folder) => {
    const state = await open(folder, { rejects: true });
    state.split(0, [at(540)]);
    const [one, other] = [state.rejectsOf(0)!, state.rejectsOf(1)!];
    t.not(one.file, other.file);
    t.like(one, { length: 0, checksum: 0 });
    const file = await RejectsFile.open(one);
    const length = await file.write([{ offset: 0, length: 2, code: 'bad-id', message: 'odd', text: '{}' }]);
    await file.sync();
    await file.close();
    await failsWith(t, state.record(0, await runIn(state, 90, length + 1)), 'bad-pipeline', 'rejects');
    await state.record(0, await runIn(state, 108, length));
    t.is(state.rejectsOf(0)!.length, length);
    t.not(state.rejectsOf(0)!.checksum, 0);
    t.is(state.rejectsOf(1)!.length, 0);
    await state.release();
    const next = await open(folder, { rejects: true });
    t.deepEqual(next.rejectsOf(0), { ...one, length, checksum: next.rejectsOf(0)!.checksum });
    await next.release();
  }));

test('a source may grow, even while it is read, but is refused if it was edited before a position', (t) =>
  inFolder(async (folder) => {
    const first = await open(folder);
    await appendFile(`${folder}/source`, LOG);
    await first.record(0, await runIn(first, LOG.length + 18));
    await first.release();
    const second = await open(folder);
    t.is(second.ranges[0]!.position.offset, LOG.length + 18);
    await second.release();
    const edited = `${LOG}${LOG}`.split('');
    edited[LOG.length + 10] = 'X';
    await writeFile(`${folder}/source`, edited.join(''));
    await failsWith(t, open(folder), 'source-changed', `${folder}/source`);
  }));

for (const [what, change] of [
  ['cut', (path: string) => truncate(path, 1000)],
  ['cut to nothing', (path: string) => truncate(path, 0)],
  // As copytruncate does it, and the program that logs writes on.
  ['cut and written anew', (path: string) => writeFile(path, `another${LOG}${LOG}`)],
  ['written anew at its end', (path: string) => writeFile(path, `${LOG.slice(0, -9)}another${LOG}`)],
] as const) {
  test(`nothing is saved of a source that was ${what} while it was read`, (t) =>
    inFolder(async (folder) => {
      const state = await open(folder);
      await state.record(0, await runIn(state, 90));
      await change(`${folder}/source`);
      const late = await runIn(state, 180);
      await failsWith(t, state.record(0, late), 'source-changed', `${folder}/source`, '--fresh');
      await failsWith(t, state.completeRange(0), 'source-changed', `${folder}/source`);
      t.is((await readManifest(state.directory))!.ranges[0]!.position.offset, 90);
      await state.release();
    }));
}

test('after release a job takes no runs, and a scratch job has saved nothing', (t) =>
  inFolder(async (folder) => {
    for (const scratch of [false, true]) {
      const state = await open(folder, { scratch });
      t.is(state.resumable, !scratch);
      await state.record(0, await runIn(state, 90));
      t.is(state.runs.length, 1);
      t.is((await readManifest(state.directory)) === undefined, scratch);
      const late = await runIn(state, 180);
      await state.release();
      await failsWith(t, state.record(0, late), 'aborted', 'released');
      const next = await open(folder);
      t.is(next.runs.length, scratch ? 0 : 1);
      await next.completeRange(0);
      await next.finish();
    }
  }));
