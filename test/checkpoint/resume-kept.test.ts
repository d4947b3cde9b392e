import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { type SummarizeOptions, type SummarizeStats, summarize } from '../../lib/index.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const event = (user: string, id: string) =>
  `${JSON.stringify({ user_id: user, type: 'event', id, name: 'page' })}\n`;
/** More than a fingerprint. */
const events = (user: string, count: number) =>
  Array.from({ length: count }, (_, id) => event(user, `${user}${id}`)).join('');

interface Kept {
  readonly folder: string;
  /** Writes a file. */
  place(name: string, content: string | Uint8Array): Promise<void>;
  update(...sources: string[]): Promise<SummarizeStats>;
  updateAnyway(...sources: string[]): Promise<SummarizeStats>;
  output(): Promise<string>;
  options(...sources: string[]): SummarizeOptions;
}

function keeping(check: (t: ExecutionContext, kept: Kept) => Promise<void>) {
  return (t: ExecutionContext) =>
    withFolder((folder) => {
      const options = (...sources: string[]): SummarizeOptions => ({
        source: sources.map((name) => `${folder}/${name}`),
        output: `${folder}/summary`,
        keep: true,
        workers: 1,
      });
      return check(t, {
        folder,
        place: (name, content) => writeFile(`${folder}/${name}`, content),
        update: (...sources) => summarize(options(...sources)),
        updateAnyway: (...sources) => summarize({ ...options(...sources), appendAnyway: true }),
        output: () => readFile(`${folder}/summary`, 'utf8'),
        options,
      });
    });
}

test(
  'bytes appended to the last source are read alone',
  keeping(async (t, { folder, place, update, output }) => {
    await place('log', event('a', '1'));
    t.is((await update('log')).resumedFrom, 0);
    const known = event('a', '1').length;
    await appendFile(`${folder}/log`, event('a', '2'));
    t.like(await update('log'), { resumedFrom: known, sourceBytes: 2 * known, lines: 2, users: 1 });
    t.is(await output(), 'a,,page=2\n');
  }),
);

test(
  'a source that comes after those known is read, and the others are not read again, whatever their names',
  keeping(async (t, { folder, place, update, output }) => {
    await place('one', events('a', 100));
    await update('one');
    await rename(`${folder}/one`, `${folder}/uno`);
    await place('two', event('b', '1'));
    t.is((await update('uno', 'two')).lines, 101);
    await rm(`${folder}/uno`);
    await place('three', event('c', '1'));
    t.is((await update('two', 'three')).lines, 102);
    await place('one.gz', gzipSync(events('a', 100)));
    t.is((await update('one.gz', 'two', 'three')).lines, 102);
    t.is((await update('one.gz', 'two', 'three')).lines, 102);
    t.is(await output(), 'a,,page=100\nb,,page=1\nc,,page=1\n');
  }),
);

test(
  'a log that was packed when it had grown is resumed in its archive',
  keeping(async (t, { folder, place, update, output }) => {
    await place('log', events('a', 100));
    await update('log');
    await rm(`${folder}/log`);
    await place('log.1.gz', gzipSync(events('a', 100) + event('b', '1')));
    await place('log', event('c', '1'));
    t.is((await update('log.1.gz', 'log')).lines, 102);
    await place('log.1', events('a', 100) + event('b', '1'));
    t.is(await output(), 'a,,page=100\nb,,page=1\nc,,page=1\n');
  }),
);

test(
  'a log that was cut and written anew is a new source, since it had been read whole',
  keeping(async (t, { place, update, output }) => {
    await place('log', events('a', 100));
    await update('log');
    await place('log', event('b', '1'));
    t.is((await update('log')).lines, 101);
    t.is(await output(), 'a,,page=100\nb,,page=1\n');
  }),
);

test(
  'a source that comes before one that was absorbed is refused by name, or taken as the latest',
  keeping(async (t, { place, update, updateAnyway, output }) => {
    await place('2', event('a', '1'));
    await update('2');
    await place('1', event('b', '1'));
    await failsWith(t, update('1', '2'), 'source-changed', '/1 is new', '--append-anyway', '--fresh');
    t.is((await updateAnyway('1', '2')).lines, 2);
    t.is(await output(), 'a,,page=1\nb,,page=1\n');
  }),
);

test(
  'a source that has grown after another was read is refused by name, or its rest is taken as the latest',
  keeping(async (t, { folder, place, update, updateAnyway, output }) => {
    await place('1', events('a', 100));
    await place('2', event('b', '1'));
    await update('1', '2');
    await appendFile(`${folder}/1`, event('c', '1'));
    await failsWith(t, update('1', '2'), 'source-changed', '/1 begins with all of', '--append-anyway');
    t.is((await updateAnyway('1', '2')).lines, 102);
    t.is(await output(), 'a,,page=100\nb,,page=1\nc,,page=1\n');
    t.is((await update('1', '2')).lines, 102);
  }),
);

test(
  'a source that begins like a known one and differs later is refused by name, or taken as new',
  keeping(async (t, { place, update, updateAnyway }) => {
    await place('log', events('a', 100) + event('b', '1'));
    await update('log');
    await place('log', events('a', 100) + event('c', '1'));
    await failsWith(t, update('log'), 'source-changed', '/log begins like', '--append-anyway');
    t.is((await updateAnyway('log')).users, 3);
  }),
);

test(
  'a source that was read in part is refused by name where it is gone, or gone on without',
  keeping(async (t, { folder, place, update, updateAnyway, options }) => {
    await place('log', events('a', 30_000));
    const slow = { ...options('log'), checkpointEvery: '8KiB' };
    t.false(await summarizeStopped(slow, 1, ({ runs }) => runs > 0));
    await rename(`${folder}/log`, `${folder}/moved`);
    await place('log', event('b', '1'));
    await failsWith(t, update('log'), 'source-changed', '/log was read up to byte', '--append-anyway');
    const { users, lines } = await updateAnyway('log');
    t.is(users, 2);
    t.true(lines > 1 && lines < 30_001);
  }),
);

test(
  'a last line without a line end counts, and counts as it is when it has become longer',
  keeping(async (t, { folder, place, update, output }) => {
    const line = event('b', '1').trimEnd();
    await place('log', event('a', '1') + line);
    await update('log');
    t.is(await output(), 'a,,page=1\nb,,page=1\n');
    t.is((await update('log')).lines, 2);
    await appendFile(`${folder}/log`, '}\n');
    t.like(await update('log'), { users: 1, lines: 2, rejects: { 'malformed-json': 1 } });
    t.is(await output(), 'a,,page=1\n');
  }),
);

test(
  'such a line is absorbed as it stands where another source follows, or its own is gone',
  keeping(async (t, { folder, place, update, output }) => {
    await place('log', event('a', '1') + event('b', '1').trimEnd());
    await update('log');
    await rm(`${folder}/log`);
    await place('next', event('c', '1'));
    t.is((await update('next')).lines, 3);
    t.is(await output(), 'a,,page=1\nb,,page=1\nc,,page=1\n');
  }),
);

test(
  'kept work is refused to a job that does not keep it, and to one with other options',
  keeping(async (t, { folder, place, update, options }) => {
    await place('log', event('a', '1'));
    await update('log');
    const forgetful = summarize({ ...options('log'), keep: false });
    await failsWith(t, forgetful, 'options-changed', `${folder}/summary.spillway holds kept work`, '--keep');
    const numeric = summarize({ ...options('log'), order: 'numeric' });
    await failsWith(t, numeric, 'options-changed', 'order "bytes"');
    t.is((await summarize({ ...options('log'), fresh: true })).resumedFrom, 0);
  }),
);

test(
  'an archive and JSON of any layout are kept, and not read again',
  keeping(async (t, { place, options, output }) => {
    const array = `[${event('a', '1').trimEnd()},${event('a', '2').trimEnd()}]`;
    await place('1.json.gz', gzipSync(array));
    t.is((await summarize({ ...options('1.json.gz'), input: 'json' })).lines, 2);
    await place('2.json', `[${event('b', '1')}]`);
    t.is((await summarize({ ...options('1.json.gz', '2.json'), input: 'json' })).lines, 3);
    t.is((await summarize({ ...options('2.json'), input: 'json' })).lines, 3);
    t.is(await output(), 'a,,page=2\nb,,page=1\n');
  }),
);
