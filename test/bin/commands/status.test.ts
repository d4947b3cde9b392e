import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { JobState } from '../../../lib/checkpoint/job-state.js';
import { NO_COUNTERS } from '../../../lib/records/counters.js';
import { runFileName } from '../../../lib/runs/run-file-name.js';
import { withFolder } from '../../support/folder.js';
import { runHere } from '../../support/run-here.js';

test.serial('status fails and names a work directory that cannot exist', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/file`, '');
    for (const [path, reason] of [
      ['missing', 'no such file or directory (ENOENT)'],
      ['file/work', 'a part of the path is not a directory (ENOTDIR)'],
    ]) {
      const { code, stderr } = await runHere(folder, 'status', path!);
      t.is(code, 1);
      t.is(stderr, `spillway: cannot read ${folder}/${path}: ${reason}\n`);
    }
  }),
);

test.serial('a work directory without saved work is described as such', (t) =>
  withFolder(async (folder) => {
    const { code, stdout } = await runHere(folder, 'status', '.');
    t.is(code, 0);
    t.is(stdout, `${folder}\nno process works here\nnothing has been saved yet\n`);
  }),
);

for (const source of [undefined, 'source']) {
  test.serial(`status reports positions in values as values: ${source ?? 'no source'}`, (t) =>
    withFolder(async (folder) => {
      writeFileSync(`${folder}/source`, '[{}, {}, {}, {}, {}]');
      const state = await JobState.open(`${folder}/work`, {
        sources: source === undefined ? [] : [{ path: `${folder}/source`, sealed: false, resumable: true }],
        ...{ rejects: undefined, options: {}, fresh: false },
      });
      const file = `${state.directory}/${runFileName(3)}`;
      writeFileSync(file, 'run');
      const about = { file, bytes: 3, rows: 1, records: 1, source: 0, rejectsLength: 0, temporary: false };
      await state.record(0, { ...about, position: 3, unit: 'values', counters: NO_COUNTERS });
      await state.release();
      const { stdout } = await runHere(folder, 'status', 'work');
      t.true(stdout.includes('\nsaved: 3 values; the total is not known until all are read\n'), stdout);
      t.true(stdout.includes('\nvalues 0 to the end: read up to value 3\n'), stdout);
    }),
  );
}

test.serial('status without a work directory is wrong usage', async (t) => {
  const { code, stderr } = await runHere('.', 'status');
  t.is(code, 2);
  t.regex(stderr, /missing required argument 'work-dir\|output'\n\(see spillway status --help\)/);
});

test.serial('status finds the work directory beside an output, whether that exists or not', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/out.spillway`);
    const found = `${folder}/out.spillway\nno process works here\nnothing has been saved yet\n`;
    t.is((await runHere(folder, 'status', 'out')).stdout, found);
    writeFileSync(`${folder}/out`, 'old');
    t.is((await runHere(folder, 'status', 'out')).stdout, found);
    symlinkSync('out', `${folder}/link`);
    t.is((await runHere(folder, 'status', 'link')).stdout, found);
    const json = JSON.parse((await runHere(folder, 'status', 'out', '--json')).stdout);
    t.deepEqual(json, { directory: `${folder}/out.spillway`, lock: null, manifest: null });
  }),
);

test.serial('status says of an output without a work directory that its job is done', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/out`, 'summary');
    const { code, stdout } = await runHere(folder, 'status', 'out');
    t.is(code, 0);
    t.regex(stdout, /^out: 7 B, written at \d{4}-.*Z\nno work directory is beside it: the job .* is done/);
    t.like(JSON.parse((await runHere(folder, 'status', 'out', '--json')).stdout), {
      output: 'out',
      bytes: 7,
    });
  }),
);

test.serial('status says of kept work when its last job finished, and counts its sources', (t) =>
  withFolder(async (folder) => {
    const event = (id: number) => `{"user_id":"7","type":"event","id":"${id}","name":"page"}\n`;
    writeFileSync(`${folder}/app.log.1`, event(1));
    writeFileSync(`${folder}/app.log`, event(2));
    const job = ['summarize', 'app.log*', '-o', 'summary.csv', '--keep', '--quiet'];
    t.is((await runHere(folder, ...job)).code, 0);
    const { stdout } = await runHere(folder, 'status', 'summary.csv');
    t.regex(
      stdout,
      /\nsaved: 100% of the source, 108 B of 108 B\n[\s\S]*\nkept work of 2 sources\nthe last job finished at 20\S+Z\nthe same command reads what is new since\n$/,
    );
  }),
);
