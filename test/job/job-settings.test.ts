import test from 'ava';
import { answerOptions, readSettings, type SummarizeOptions } from '../../lib/job/job-settings.js';
import { failsWith } from '../support/fails-with.js';

const NEEDED = { source: 'log', output: 'summary' };

test('settings have the documented defaults', (t) => {
  const { workers, ...settings } = readSettings(NEEDED);
  t.true(workers >= 1);
  t.deepEqual(settings, {
    sources: ['log'],
    input: 'lines',
    output: 'summary',
    directory: undefined,
    keep: false,
    changes: undefined,
    content: 'rows',
    appendAnyway: false,
    memory: 2 ** 28,
    checkpointEvery: 2 ** 29,
    map: undefined,
    maxLine: 2 ** 20,
    rejects: undefined,
    report: undefined,
    reduce: undefined,
    maxRejects: Number.MAX_SAFE_INTEGER,
    maxRejectPercent: undefined,
    columns: undefined,
    top: undefined,
    head: undefined,
    users: undefined,
    format: 'line',
    delimiters: 'escape',
    emptySections: 'keep',
    order: 'bytes',
    grain: 2 ** 24,
    allowEmpty: false,
    fresh: false,
    signal: undefined,
    onProgress: undefined,
    onNote: undefined,
  });
});

test('saved work depends on the options that change runs, not on memory, threads or empty sections', (t) => {
  const one = answerOptions(readSettings(NEEDED));
  const other = readSettings({
    ...NEEDED,
    memory: '8MiB',
    workers: 2,
    emptySections: 'omit',
    checkpointEvery: 5,
  });
  t.deepEqual(answerOptions(other), one);
  t.notDeepEqual(answerOptions(readSettings({ ...NEEDED, order: 'numeric' })), one);
  t.notDeepEqual(answerOptions(readSettings({ ...NEEDED, input: 'json' })), one);
});

const WRONG: [string, object][] = [
  ['source', { source: '' }],
  ['source', { source: [] }],
  ['source', { source: ['log', 7] }],
  ['input', { input: 'xml' }],
  ['output', { output: 7 }],
  ['directory', { directory: 'a\0b' }],
  ['memory', { memory: '1023KiB' }],
  ['memory', { memory: '4GiB' }],
  ['memory', { memory: 'much' }],
  ['checkpointEvery', { checkpointEvery: 0 }],
  ['maxLine', { maxLine: 1023 }],
  ['rejects', { rejects: '' }],
  ['maxRejects', { maxRejects: -1 }],
  ['maxRejects', { maxRejects: Number.NaN }],
  ['format', { format: 'xml' }],
  ['delimiters', { delimiters: 'drop' }],
  ['emptySections', { emptySections: 'hide' }],
  ['order', { order: 'locale' }],
  ['workers', { workers: 0 }],
  ['workers', { workers: 65 }],
  ['grain', { grain: 0 }],
  ['fresh', { fresh: 'yes' }],
  ['signal', { signal: {} }],
  ['onProgress', { onProgress: true }],
];

for (const [name, wrong] of WRONG) {
  test(`a wrong ${name} is refused: ${JSON.stringify(wrong)}`, (t) => {
    const options = Object.freeze({ ...NEEDED, ...wrong }) as SummarizeOptions;
    const error = t.throws(() => readSettings(options), { code: 'bad-option' });
    t.true(error.message.startsWith(`summarize: ${name} must be`), error.message);
  });
}

test('a misspelt option is refused', (t) => {
  const options = { ...NEEDED, memroy: 1 } as SummarizeOptions;
  t.throws(() => readSettings(options), { code: 'bad-option', message: /unknown option 'memroy'/ });
});

test('changes and the options of kept work are refused where they mean nothing', async (t) => {
  const refused: readonly (readonly [options: object, words: string])[] = [
    [{ output: 'o', changes: 'c' }, 'changes needs keep'],
    [{ output: 'o', appendAnyway: true }, 'appendAnyway needs keep'],
    [{ keep: true, changes: 'c' }, 'directory must be given'],
    [{ keep: true, changes: 'c', directory: 'd', report: 'r' }, 'report needs an output'],
    [{ keep: true }, 'output is missing; it must be a path'],
  ];
  for (const [options, words] of refused) {
    await failsWith(
      t,
      () => readSettings({ source: 's', ...options } as SummarizeOptions),
      'bad-option',
      words,
    );
  }
  t.is(readSettings({ source: 's', keep: true, changes: 'c', directory: 'd' }).output, undefined);
});

test('what is kept are no whole activities, so a reducer cannot keep work', (t) => {
  const settings = { source: 'log', output: 'out', keep: true, reduce: 'reducer.js' };
  t.throws(() => readSettings(settings), { code: 'bad-option', message: /keep cannot be used with reduce/ });
});
