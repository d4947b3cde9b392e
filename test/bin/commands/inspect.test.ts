import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { PRESETS } from '../../../lib/mapping/presets.js';
import { readMapping } from '../../../lib/mapping/read-mapping.js';
import { spillway, spillwayInShell } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';
import { runHere } from '../../support/run-here.js';
import { LOG } from '../../support/source-fixtures.js';

const SEGMENT = readFileSync(
  fileURLToPath(new URL('../../../../test/golden/map-segment/source.ndjson', import.meta.url)),
);
const OWN = Array.from(
  { length: 30 },
  (_, id) => `${JSON.stringify({ uid: 'u', id, action: 'open' })}\n`,
).join('');

test.serial('inspect names what a log is, and the command that it prints works', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/a log`, SEGMENT);
    const { code, stdout, stderr } = await runHere(folder, 'inspect', 'a log');
    t.deepEqual([code, stderr], [0, '']);
    t.regex(stdout, /as an export of Segment, 11 lines are 3 events, 3 attributes/);
    const command = stdout.trimEnd().split('\n').at(-1)!.trim();
    t.is(command, "spillway summarize 'a log' -o summary.csv --map segment");
    t.is((await spillwayInShell(folder, command)).code, 3);
    t.true(existsSync(`${folder}/summary.csv`));
  }),
);

test.serial('a guessed mapping can be written, judged again, and used', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, OWN);
    const { stdout } = await runHere(folder, 'inspect', 'log', '--write-map', 'map.json');
    t.regex(stdout, /spillway summarize log -o summary.csv --map map.json\n$/);
    t.is(readMapping('test', JSON.parse(readFileSync(`${folder}/map.json`, 'utf8')))!.otherwise, 'event');
    const again = await runHere(folder, 'inspect', 'log', '--map', 'map.json');
    t.regex(
      again.stdout,
      /as the given mapping reads them, 30 lines are 30 events, 0 attributes, 0 rejected/,
    );
    t.is((await runHere(folder, 'summarize', 'log', '-o', 'out', '--map', 'map.json', '--quiet')).code, 0);
    t.is(readFileSync(`${folder}/out`, 'utf8'), 'u,,open=30\n');
  }),
);

test.serial(
  'a preset is written as one to start from, also to standard output, which then holds nothing else',
  (t) =>
    withFolder(async (folder) => {
      writeFileSync(`${folder}/log`, SEGMENT);
      const { stdout } = await spillway(folder, 'inspect', 'log', '--write-map', '-');
      t.deepEqual(readMapping('test', JSON.parse(stdout)), PRESETS.segment);
    }),
);

test.serial('--json prints what was found', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const found = JSON.parse((await runHere(folder, 'inspect', 'log', '--json')).stdout);
    t.like(found, { fit: 'plain', input: 'lines', sample: { whole: true } });
    t.is(found.sources[0].path, 'log');
  }),
);

test.serial('a log at standard input is looked at', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const { code, stdout } = await spillwayInShell(folder, 'cat log | spillway inspect -');
    t.is(code, 0);
    t.regex(stdout, /^standard input: a pipe\n/);
    t.regex(stdout, /as the plain input/);
  }),
);

test.serial('a source is never overwritten, and no mapping is written where none is needed', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, SEGMENT);
    const over = await runHere(folder, 'inspect', 'log', '--write-map', './log');
    t.is(over.code, 2);
    t.is(over.stderr, 'spillway: --write-map: ./log is a source; name another file\n');
    t.deepEqual(readFileSync(`${folder}/log`), SEGMENT);
    writeFileSync(`${folder}/plain`, LOG);
    const none = await runHere(folder, 'inspect', 'plain', '--write-map', 'map.json');
    t.is(none.code, 2);
    t.regex(none.stderr, /^spillway: there is no mapping to write: .*\n$/);
    t.false(existsSync(`${folder}/map.json`));
  }),
);

test.serial('sources that are not there, and what is no log, are told in a line', (t) =>
  withFolder(async (folder) => {
    const missing = await runHere(folder, 'inspect', 'missing');
    t.is(missing.code, 1);
    t.regex(missing.stderr, /^spillway: [^\n]*missing[^\n]*\n$/);
    writeFileSync(`${folder}/page`, '<html></html>');
    const page = await runHere(folder, 'inspect', 'page');
    t.is(page.code, 0);
    t.regex(page.stdout, /it looks like an HTML page/);
  }),
);
