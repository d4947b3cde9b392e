import test from 'ava';
import { requireKept } from '../../lib/job/require-kept.js';

const KEPT = {
  keep: true,
  changes: 'changes',
  appendAnyway: true,
  output: 'out',
  directory: undefined,
  report: 'report.html',
  map: undefined,
  reduce: undefined,
};

test('a job that keeps its work may do what depends on it', (t) => {
  t.notThrows(() => requireKept(KEPT));
  t.notThrows(() => requireKept({ ...KEPT, output: undefined, directory: 'work', report: undefined }));
  t.notThrows(() => requireKept({ ...KEPT, map: { preset: 'plain', id: 'id' } }));
  t.notThrows(() =>
    requireKept({ ...KEPT, keep: false, changes: undefined, appendAnyway: false, reduce: 'r.js' }),
  );
});

test('options that mean nothing together are refused by name', (t) => {
  for (const [option, change] of [
    ['changes', { keep: false, appendAnyway: false }],
    ['appendAnyway', { keep: false, changes: undefined }],
    ['keep', { reduce: 'r.js' }],
    ['directory', { output: undefined, report: undefined }],
    ['report', { output: undefined, directory: 'work' }],
    ['keep', { map: { preset: 'plain', id: { line: true } } }],
  ] as const) {
    const error = t.throws(() => requireKept({ ...KEPT, ...change }), { code: 'bad-option' });
    t.like(error, { option });
    t.true(error.message.startsWith(`summarize: ${option} `), error.message);
  }
});
