// Sources and outputs of the command, from files that gzip, zstd, jq and split made (test/fixtures/sources/make.sh).
import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { decompress, summarizeInMemory } from '../../../lib/index.js';
import { spillway, spillwayInShell } from '../../support/command.js';
import { drawLog } from '../../support/draw-log.js';
import { withFolder } from '../../support/folder.js';
import { Random } from '../../support/random.js';
import { inChunks, readAll } from '../../support/read-all.js';
import { runHere } from '../../support/run-here.js';
import { LOG, sourceFixture } from '../../support/source-fixtures.js';

const summaryOf = async (delimiters: 'escape' | 'reject') =>
  Buffer.concat([...(await summarizeInMemory(LOG, { delimiters })).output]).toString();
const expected = await summaryOf('escape');
/** jq writes numbers in its own way; they are in lines that this rejects. */
const REJECT = ['--delimiters', 'reject'];
const expectedOfJq = await summaryOf('reject');

test.serial('archives are recognised by their content, and --input json reads JSON in any layout', (t) =>
  withFolder(async (folder) => {
    for (const [source, ...args] of [
      ['members.gz'],
      ['frames.zst'],
      ['pzstd.zst'],
      ['array.json', '--input', 'json', ...REJECT],
      ['concatenated.json', '--input', 'json', ...REJECT],
    ] as [string, ...string[]][]) {
      const { code, stderr } = await runHere(
        folder,
        'summarize',
        sourceFixture(source),
        '-o',
        'out',
        ...args,
      );
      t.true(code === 0 || code === 3, stderr);
      t.is(readFileSync(`${folder}/out`, 'utf8'), args.length > 0 ? expectedOfJq : expected, source);
    }
    t.deepEqual(readdirSync(folder), ['out']);
  }),
);

test.serial('both engines read JSON in any layout with the same answers, rejects and faults', (t) =>
  withFolder(async (folder) => {
    const bad = '[{"user_id":"7","type":"event","id":"","name":"page"}, 1.50 ]';
    writeFileSync(`${folder}/bad.json`, bad);
    writeFileSync(`${folder}/cut.json`, bad.slice(0, -3));
    const files = [sourceFixture('array-of-lines.json'), 'bad.json'];
    for (const engine of [[], ['--in-memory']]) {
      const flags = ['--input', 'json', '-o', `out${engine}`, '--delimiters', 'escape', ...engine];
      const { code, stderr } = await runHere(
        folder,
        'summarize',
        ...files,
        ...flags,
        '--rejects',
        `rejects${engine}`,
      );
      t.is(code, 3, stderr);
      t.regex(stderr, /the first one is value 0 of bad\.json: bad-id/);
      const cut = await runHere(folder, 'summarize', 'cut.json', ...flags);
      t.is(cut.code, 1);
      t.regex(cut.stderr, /^spillway: value 1 of cut\.json, near byte 58, cannot be read: /);
    }
    for (const name of ['out', 'rejects']) {
      t.deepEqual(readFileSync(`${folder}/${name}--in-memory`), readFileSync(`${folder}/${name}`));
    }
    t.deepEqual(readFileSync(`${folder}/out`), readFileSync(sourceFixture('summary.escaped')));
  }),
);

test.serial('a directory of rotated logs, oldest first, is one log', (t) =>
  withFolder(async (folder) => {
    const { code, stderr } = await runHere(folder, 'summarize', sourceFixture('rotated'), '-o', 'out');
    t.true(code === 0 || code === 3, stderr);
    t.is(readFileSync(`${folder}/out`, 'utf8'), expected);
  }),
);

test.serial('a thousand files made by split give the summary of the whole log', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, drawLog(new Random(Date.now()), 2 ** 18));
    const script = 'mkdir parts && split -n l/1000 -d -a 3 log parts/log.';
    t.is((await spillwayInShell(folder, script)).code, 0);
    t.is(readdirSync(`${folder}/parts`).length, 1000);
    for (const source of ['log', 'parts', 'parts/log.*']) {
      const { stderr } = await runHere(folder, 'summarize', source, '-o', `out ${source.replace('/', ' ')}`);
      t.regex(stderr, /: [\d,]+ users of [\d,]+ lines/);
    }
    const one = readFileSync(`${folder}/out log`);
    t.deepEqual(readFileSync(`${folder}/out parts`), one);
    t.deepEqual(readFileSync(`${folder}/out parts log.*`), one);
  }),
);

test.serial('the command reads standard input from a pipe or a file, and writes standard output', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const piped = await spillwayInShell(folder, 'cat log | spillway summarize - -o -');
    t.is(piped.stdout, expected);
    t.regex(piped.stderr, /^nothing is saved on the way/);
    const redirected = await spillwayInShell(folder, 'spillway summarize - -o out.gz --quiet < log');
    t.is(redirected.stderr, '');
    t.is(gunzipSync(readFileSync(`${folder}/out.gz`)).toString(), expected);
    const rest = await spillwayInShell(folder, '{ head -c 0; spillway summarize - -o out.zst; } < log');
    t.notRegex(rest.stderr, /nothing is saved/);
    const packed = readFileSync(`${folder}/out.zst`);
    t.is((await readAll(decompress(inChunks(packed, 1000), 'out.zst'))).toString(), expected);
    t.deepEqual(readdirSync(folder).sort(), ['log', 'out.gz', 'out.zst']);
  }),
);

test.serial('all output formats agree with what jq makes of the log', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const summarize = (output: string, reference: string, ...args: string[]) =>
      runHere(folder, 'summarize', 'log', '-o', output, '--verify', sourceFixture(reference), ...args);
    for (const [output, reference, ...args] of [
      ['line.zst', 'summary.escaped', '--delimiters', 'escape'],
      ['ndjson', 'summary.ndjson', '--format', 'ndjson'],
      ['csv.gz', 'summary.csv', '--format', 'csv'],
    ] as const) {
      const { code, stderr } = await summarize(output, reference, ...args);
      t.is(code, 0, stderr);
      t.regex(stderr, / are equal: /);
    }
    const { code, stderr } = await summarize('again', 'summary.csv', '--format', 'ndjson');
    t.is(code, 1);
    t.regex(stderr, /the reference is in the format csv, expected ndjson/);
  }),
);

test.serial('a source that cannot be read is named, and nothing is written', (t) =>
  withFolder(async (folder) => {
    for (const name of ['members.gz', 'frames.zst']) {
      copyFileSync(sourceFixture(name), `${folder}/${name}`);
      truncateSync(`${folder}/${name}`, readFileSync(`${folder}/${name}`).length - 9);
      const { code, stderr } = await runHere(folder, 'summarize', name, '-o', 'out');
      t.is(code, 1);
      t.regex(stderr, new RegExp(`^spillway: ${name} (ends in the middle of|is damaged)`));
    }
    const nothing = await runHere(folder, 'summarize', '*.log', '-o', 'out');
    t.is(nothing.code, 1);
    t.regex(nothing.stderr, /^spillway: \*\.log matches no file/);
    const verified = await spillway(folder, 'summarize', 'members.gz', '-o', '-', '--verify', 'frames.zst');
    t.is(verified.code, 2);
    t.regex(verified.stderr, /^spillway: --verify compares a file/);
    t.deepEqual(
      readdirSync(folder).filter((name) => !name.endsWith('.spillway')),
      ['frames.zst', 'members.gz'],
    );
  }),
);

test.serial('--quiet hides messages, but no note', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, '{"user_id":"1","type":"event","id":"1","name":"n"}\n');
    const { code, stderr } = await runHere(folder, 'summarize', 'log', './log', '-o', 'out', '--quiet');
    t.is(code, 0);
    t.is(stderr, 'named more than once, and read once: ./log\n');
  }),
);
