import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { NothingValidError, type SummarizeOptions, summarize } from '../../lib/index.js';
import { describeLines } from '../../lib/job/nothing-valid.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import { withFolder } from '../support/folder.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const record = (type: string | undefined, userId?: string) =>
  `${JSON.stringify({ type, userId, messageId: 'm', event: 'e', timestamp: '2020-01-01T00:00:00Z' })}\n`;
const INVALID = [
  record('page', '1'),
  record('page', '1'),
  record('screen', '1'),
  record(undefined, '1'),
  record('track'),
  'nonsense\n',
  '[]\n',
];
const VALID = record('track', '1');
const SAID =
  'of 7 lines, 4 ignored (2 "page", 1 without a type, 1 "screen"), 1 without a user, 2 rejected (1 malformed-json, 1 not-an-object)';

function inFolder(use: (job: SummarizeOptions, folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    await writeFile(`${folder}/source`, INVALID.join(''));
    await writeFile(`${folder}/summary`, 'old');
    const files = { output: `${folder}/summary`, rejects: `${folder}/rejects`, report: `${folder}/report` };
    await use({ source: `${folder}/source`, ...files, map: 'segment', workers: 1 }, folder);
  });
}

async function refused(t: ExecutionContext, job: SummarizeOptions): Promise<NothingValidError> {
  const error = await t.throwsAsync(summarize(job), { instanceOf: NothingValidError });
  t.is(error.code, 'nothing-valid');
  return error;
}

test('a job that counts nothing fails, says what the lines were, and leaves the old output', (t) =>
  inFolder(async (job, folder) => {
    const { message, stats } = await refused(t, job);
    t.true(message.includes(SAID), message);
    t.regex(message, /--allow-empty.*--fresh/);
    t.regex(message, /name them in "types" of a mapping/);
    t.is(message.split('\n').length, 3);
    t.like(stats, { lines: 7, events: 0, attributes: 0, anonymous: 1, ignored: 4, users: 0 });
    t.is(await readFile(job.output, 'utf8'), 'old');
    t.is((await readFile(job.rejects!, 'utf8')).split('\n').length, 3);
    t.true((await readFile(job.report!, 'utf8')).includes('</html>'));
    t.true((await readdir(folder)).includes('summary.spillway'));
  }));

test('a rerun with allowEmpty reads nothing again', (t) =>
  inFolder(async (job, folder) => {
    await refused(t, job);
    const stats = await summarize({ ...job, allowEmpty: true });
    t.is(stats.resumedFrom, stats.sourceBytes);
    t.is(await readFile(job.output, 'utf8'), '');
    t.false((await readdir(folder)).includes('summary.spillway'));
  }));

test('a resumed job counts the lines of all its starts, and says the same', (t) =>
  inFolder(async (job) => {
    const { message } = await refused(t, job);
    t.is((await refused(t, job)).message, message);
    const stopped = { ...job, checkpointEvery: 1, fresh: true };
    t.false(await summarizeStopped(stopped, 1, ({ phase, rejects }) => phase === 'read' && rejects === 0));
    t.true((await refused(t, job)).message.includes(SAID));
  }));

test('one valid line is enough, from an earlier start or a grown source', (t) =>
  inFolder(async (job) => {
    await refused(t, job);
    await appendFile(job.source as string, VALID);
    const stats = await summarize(job);
    t.is(stats.users, 1);
    t.true(stats.resumedFrom > 0);
    await writeFile(job.source as string, VALID);
    t.false(await summarizeStopped(job, 1, ({ phase }) => phase === 'merge'));
    await appendFile(job.source as string, INVALID.join(''));
    t.is((await summarize(job)).users, 1);
  }));

test('too many rejects are reported first, even if only the rerun has the lower limit', (t) =>
  inFolder(async (job) => {
    await t.throwsAsync(summarize({ ...job, maxRejects: 1 }), { code: 'too-many-rejects' });
    await refused(t, { ...job, maxRejects: 2 });
    await t.throwsAsync(summarize({ ...job, maxRejects: 1 }), { code: 'too-many-rejects' });
  }));

test('a source without lines has nothing valid', (t) =>
  inFolder(async (job) => {
    await writeFile(job.source as string, ' \n\n');
    t.true((await refused(t, job)).message.includes('there are no lines in it'));
    for (const format of ['line', 'ndjson', 'csv'] as const) {
      await summarize({ ...job, format, fresh: true, allowEmpty: true });
      const header = format === 'csv' ? 'user_id,kind,name,value\n' : '';
      t.is(await readFile(job.output, 'utf8'), header);
    }
  }));

test('the message names a few of many sources and types', async (t) => {
  const ignoredTypes = Array.from({ length: 12 }, (_, index) => ({ type: `t${index}`, lines: index + 1 }));
  const words = describeLines({ ...NO_COUNTERS, lines: 1000, ignored: 1000, ignoredTypes });
  t.true(words.startsWith('of 1,000 lines, 1,000 ignored (12 "t11", 11 "t10", '), words);
  t.true(words.endsWith(', 932 of other types)'), words);
  await inFolder(async (job, folder) => {
    await writeFile(`${folder}/more`, INVALID.join(''));
    const { message } = await refused(t, { ...job, source: [job.source as string, `${folder}/more`] });
    t.regex(message, /^nothing valid in \S+source and 1 more: of 14 lines/);
  });
});
