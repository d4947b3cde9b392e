import test from 'ava';
import { describePlan } from '../../bin/describe-plan.js';
import { SpillwayError } from '../../lib/errors.js';
import type { JobPlan } from '../../lib/job/plan-job.js';

const PLAN: JobPlan = {
  sources: [{ path: 'log', bytes: 1000 }],
  sourceBytes: 1000,
  resumedFrom: 0,
  output: 'out',
  directory: 'out.spillway',
  savedBytes: 0,
  disk: { bytes: 1000, basis: 'sources', free: 2000 },
  refusal: undefined,
};

test('the plan of a new job says that there is nothing to resume', (t) => {
  const text = describePlan(PLAN);
  t.regex(
    text,
    /^would read: log \(1000 bytes\)\nwould begin: at byte 0; there is no saved work to resume\n/,
  );
  t.regex(text, /\nwould write: out, and until then out\.spillway\n/);
  t.notRegex(text, /not be enough/);
});

test('the plan of a reducer says that its runs hold whole activities', (t) => {
  const disk = { ...PLAN.disk, basis: 'whole activities' } as const;
  t.regex(
    describePlan({ ...PLAN, disk }),
    /\ndisk for runs: about 1000 B more \(a quarter more than the sources/,
  );
});

test('the plan of a resumed job says from where, and by which rate the disk is estimated', (t) => {
  const disk = { bytes: 3000, basis: 'saved runs', free: 2000 } as const;
  const text = describePlan({ ...PLAN, resumedFrom: 400, savedBytes: 200, disk });
  t.regex(text, /\nwould resume: from byte 400 of 1000, saved in out\.spillway\n/);
  t.regex(text, /at the rate of/);
  t.regex(text, /which may not be enough$/);
});

test('the plan of a job that reads a pipe knows no size and no work directory', (t) => {
  const disk = { bytes: undefined, basis: 'sources', free: undefined } as const;
  const sources = [{ path: '-', bytes: undefined }];
  const text = describePlan({ ...PLAN, sources, directory: undefined, disk });
  t.regex(text, /^would read: - \(a pipe\)\n/);
  t.regex(text, /from which no job can resume\n/);
  t.regex(text, /disk for runs: not known/);
});

test('the plan of a refused job only says that it would refuse to begin', (t) => {
  const refusal = new SpillwayError('locked', 'another process works there');
  t.is(describePlan({ ...PLAN, refusal }), 'would read: log (1000 bytes)\nwould refuse to begin');
});
