import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { bareOffsets } from './support/bare-offsets.js';
import { circles, importsBetween, importsBetweenFolders, sourceFiles } from './support/import-graph.js';
import { needsTest, testOf } from './support/mirror.js';

const MOST_LINES = 250;

/** Compiled into the kernel: tests of the scanner, the runs and the merge cover it, and test/kernel/assembly/. */
const ASSEMBLY = 'lib/kernel/assembly/';

const WHOLE_COMMAND = 'tests of the whole command check what it prints';
const WHOLE_JOB = 'the tasks of a job are tested together, as commands of a shell';
const MERGE_SIDES = 'the two sides of the merge in workers are tested together';

const TIMELINES_OF_RUNS = 'what it makes of a run is what the merge gives';

const FORMS = [
  'test/mapping/compile-forms.test.ts',
  'mappings with forms are read by all of it together, and compared with the in-memory engine',
] as const;

/** Files without a test at the mirrored path: the test that covers each, and why it has none of its own. */
const COVERED_ELSEWHERE: Readonly<Record<string, readonly [test: string, reason: string]>> = {
  'lib/in-memory/formed-members.ts': FORMS,
  'lib/in-memory/read-records.ts': FORMS,
  'lib/mapping/read-forms.ts': ['test/mapping/read-mapping.test.ts', 'it reads fields of a mapping'],
  'bin/describe-status.ts': ['test/bin/commands/status.test.ts', 'it is what the command status prints'],
  'bin/inspect-sources.ts': ['test/bin/commands/inspect.test.ts', WHOLE_COMMAND],
  'lib/mapping/field-trees.ts': FORMS,
  'lib/parse/place-columns.ts': ['test/parse/columns-plan.test.ts', 'the places that a plan makes'],
  'lib/mapping/table-bytes.ts': ['test/mapping/compile-mapping.test.ts', 'the bytes of a field table'],
  'lib/mapping/compile-measures.ts': ['test/validate/measure-fault.test.ts', 'the checks of measures'],
  'lib/compaction/cut-anew.ts': [
    'test/compaction/compact-runs.test.ts',
    'joined runs whose partitions are cut anew',
  ],
  'bin/tell-plan.ts': ['test/bin/commands/summarize.test.ts', WHOLE_COMMAND],
  'bin/run.ts': ['test/bin/commands/summarize.test.ts', 'it turns errors into exit codes and messages'],
  'bin/commands/commit.ts': ['test/bin/commands/plan.test.ts', WHOLE_JOB],
  'bin/commands/cut.ts': ['test/bin/commands/plan.test.ts', WHOLE_JOB],
  'bin/commands/reduce.ts': ['test/bin/commands/plan.test.ts', WHOLE_JOB],
  'bin/commands/run-task.ts': ['test/bin/commands/map.test.ts', 'how a task ends'],
  'bin/lifeline.ts': ['test/bin/commands/map.test.ts', 'how a task ends'],
  'bin/commands/task-flags.ts': ['test/bin/commands/plan.test.ts', WHOLE_JOB],
  'bin/task-progress.ts': ['test/bin/commands/plan.test.ts', WHOLE_JOB],
  'bin/run-job.ts': ['test/bin/commands/summarize.test.ts', WHOLE_COMMAND],
  'lib/cluster/cut-format.ts': ['test/cluster/cut-parts.test.ts', 'what cutParts writes and reads again'],
  'lib/cluster/fed-sources.ts': ['test/cluster/open-fed-range.test.ts', 'the bytes of a task that is fed'],
  'lib/cluster/open-range.ts': ['test/cluster/map-range.test.ts', 'the first step of a task that maps'],
  'lib/cluster/part-slices.ts': [
    'test/cluster/map-range.test.ts',
    'runs that have only these bytes are reduced there',
  ],
  'lib/cluster/plan-format.ts': [
    'test/cluster/plan-cluster.test.ts',
    'what planCluster writes and reads again',
  ],
  'lib/cluster/receipts.ts': ['test/cluster/cut-parts.test.ts', 'which attempts count'],
  'lib/cluster/reduce-part.ts': [
    'test/cluster/map-range.test.ts',
    'the second half of every job on several machines',
  ],
  'lib/cluster/tasks-left.ts': ['test/bin/commands/plan.test.ts', WHOLE_JOB],
  'lib/format/wide-rows.ts': ['test/format/wide.test.ts', 'its subclasses are tested with it'],
  'lib/edit/edit-batch.ts': ['test/edit/edit.test.ts', 'the core of the stage'],
  'lib/edit/edited-mapping.ts': ['test/edit/edited-record.test.ts', 'it reads what is written there'],
  'lib/records/valid-lines.ts': ['test/aggregate/count-activities.test.ts', 'one of the counts'],
  'lib/job/nothing-valid-error.ts': ['test/job/nothing-valid.test.ts', 'the class of its error'],
  'lib/job/read/first-lines.ts': ['test/job/read-look.test.ts', 'what a look reads'],
  'lib/job/read/only-users.ts': ['test/job/read-look.test.ts', 'what a look takes'],
  'lib/job/merge/merge-part.ts': ['test/job/workers/main-merge.test.ts', MERGE_SIDES],
  'lib/job/merge/worker-merge.ts': ['test/job/workers/main-merge.test.ts', MERGE_SIDES],
  'lib/job/phases/write-summary.ts': ['test/summarize.test.ts', 'the second half of every job'],
  'lib/job/read/read-segments.ts': [
    'test/job/several-sources.test.ts',
    'the bytes of a range, over several sources',
  ],
  'lib/job/phases/read-sources.ts': ['test/summarize.test.ts', 'the first half of every job'],
  'lib/job/describe-job.ts': ['test/bin/commands/status.test.ts', 'it is what the command status prints'],
  'lib/timelines/activity-chunks.ts': ['test/timelines/merge-timelines.test.ts', TIMELINES_OF_RUNS],
  'lib/timelines/facts-chunks.ts': ['test/timelines/merge-timelines.test.ts', TIMELINES_OF_RUNS],
  'lib/timelines/open-timelines.ts': ['test/timelines/merge-timelines.test.ts', TIMELINES_OF_RUNS],
  'lib/records/activity-fields.ts': ['test/timelines/timelines.test.ts', 'what runs hold, and do not hold'],
  'lib/runs/distribution.ts': ['test/runs/redistribute.test.ts', 'what it distributes is folded there'],
  'lib/checkpoint/manifest-fields.ts': ['test/checkpoint/manifest-format.test.ts', 'the parts of a manifest'],
  'lib/checkpoint/saved-files.ts': ['test/checkpoint/job-state.test.ts', 'the files of a job'],
  'lib/compaction/compact-kept-work.ts': ['test/kept/kept-work.test.ts', 'the runs of jobs over many days'],
  'lib/kept/forgotten-since.ts': ['test/kept/forget.test.ts', 'a count of the changes'],
  'lib/kept/drop-users.ts': ['test/kept/forget.test.ts', 'the runs of users who are forgotten'],
  'bin/commands/forget.ts': ['test/kept/forget.test.ts', 'it calls one function'],
  'lib/checkpoint/finished-work.ts': [
    'test/kept/kept-work.test.ts',
    'the end of every job that keeps its work',
  ],
  'lib/job/phases/write-changes.ts': ['test/kept/kept-work.test.ts', 'the changes of jobs of every kind'],
  'lib/sources/unzstd.ts': ['test/sources/decompress.test.ts', 'one of the ways to decompress'],
  'lib/sources/zstd-decoder.ts': ['test/sources/decompress.test.ts', 'one of the ways to decompress'],
  'lib/sources/recognise-sources.ts': ['test/checkpoint/resume-kept.test.ts', 'the files of whole jobs'],
  'lib/runs/distribute.ts': ['test/runs/redistribute.test.ts', 'what it distributes is folded there'],
  'lib/runs/values-buffer.ts': ['test/runs/user-values.test.ts', 'values that are handed out go through it'],
};

test('no files of lib import each other in a circle, types included', async (t) => {
  t.deepEqual(circles(importsBetween(await sourceFiles('lib'))), []);
});

test('no folders of lib import each other in a circle, types included', async (t) => {
  t.deepEqual(circles(importsBetweenFolders(importsBetween(await sourceFiles('lib')), 'lib')), []);
});

test('no test draws from a seed that a run does not name: test/support/seed.ts gives one', async (t) => {
  const files = (await sourceFiles('test')).filter((file) => file !== 'test/structure.test.ts');
  t.true(files.length > 400);
  const drawing = files.filter((file) => readFileSync(file, 'utf8').includes('Math.random('));
  t.deepEqual(drawing, []);
});

test('no test draws characters from a table of all that there are, which is slow: test/support/any-character.ts', async (t) => {
  const slow = (await sourceFiles('test'))
    .filter((file) => file !== 'test/structure.test.ts')
    .filter((file) => readFileSync(file, 'utf8').includes("unit: 'binary'"));
  t.deepEqual(slow, []);
});

async function sources(): Promise<string[]> {
  return [...(await sourceFiles('lib')), ...(await sourceFiles('bin'))];
}

test(`no file of lib or bin has more than ${MOST_LINES} lines`, async (t) => {
  const lines = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;
  t.deepEqual(
    (await sources()).filter((file) => lines(file) > MOST_LINES),
    [],
  );
});

test('no load or store of the kernel has a bare number as its offset: lib/kernel/layout/ names them', async (t) => {
  const files = await sourceFiles(ASSEMBLY);
  t.true(files.length > 20);
  const bare = files.flatMap((file) =>
    bareOffsets(readFileSync(file, 'utf8')).map((call) => `${file}: ${call}`),
  );
  t.deepEqual(bare, []);
});

/** Files that should have a test and have none at the mirrored path. */
const filesWithoutMirror = sources().then((files) =>
  files
    .filter((file) => !file.endsWith('.d.ts') && !file.startsWith(ASSEMBLY))
    .filter((file) => !existsSync(testOf(file)) && needsTest(file)),
);

test('every file of lib and bin that does something has a test at the mirrored path, or is a listed exception', async (t) => {
  const unlisted = (await filesWithoutMirror).filter((file) => !Object.hasOwn(COVERED_ELSEWHERE, file));
  t.deepEqual(unlisted, []);
});

test('every listed exception is needed, and the test that covers it exists', async (t) => {
  const needed = new Set(await filesWithoutMirror);
  for (const [file, [covering]] of Object.entries(COVERED_ELSEWHERE)) {
    t.true(needed.has(file), `${file} is gone, does nothing, or has a test of its own`);
    t.true(existsSync(covering), `${covering}, which is to cover ${file}, does not exist`);
  }
});
