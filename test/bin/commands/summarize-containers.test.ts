// What people have as exports: archives of archives, arrays, and files that hold no JSON.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { spillwayInShell } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';
import { runHere } from '../../support/run-here.js';
import { zipOf } from '../../support/zip-of.js';

const FIRST = '{"user_id":"u","type":"event","id":"1","name":"a"}';
const SECOND = '{"user_id":"u","type":"event","id":"2","name":"b"}';

test.serial('a zip archive of gzip files is read, and a job over it is the same in memory', (t) =>
  withFolder(async (folder) => {
    const entries = [
      { name: 'p/b.json.gz', content: gzipSync(SECOND) },
      { name: 'p/a.json', content: Buffer.from(FIRST) },
    ];
    writeFileSync(`${folder}/x.zip`, zipOf(entries));
    for (const engine of [[], ['--in-memory']]) {
      const { code, stderr } = await runHere(folder, 'summarize', 'x.zip', '-o', 'out', ...engine);
      t.is(code, 0, stderr);
      t.is(readFileSync(`${folder}/out`, 'utf8'), 'u,,a=1,b=1\n');
    }
  }),
);

test.serial(
  'JSON in another layout is recognised without --input, packed or not; --input lines forces lines',
  (t) =>
    withFolder(async (folder) => {
      const array = `[\n  ${FIRST},\n  ${SECOND}\n]\n`;
      writeFileSync(`${folder}/array.json`, array);
      writeFileSync(`${folder}/array.gz`, gzipSync(array));
      writeFileSync(`${folder}/values.json`, `${FIRST} ${SECOND}`);
      writeFileSync(`${folder}/pretty.json`, `${JSON.stringify(JSON.parse(FIRST), null, 2)}\n`.repeat(2));
      for (const [source, expected] of [
        ['array.json', 'u,,a=1,b=1\n'],
        ['array.gz', 'u,,a=1,b=1\n'],
        ['values.json', 'u,,a=1,b=1\n'],
        ['pretty.json', 'u,,a=1\n'],
      ] as const) {
        for (const engine of [[], ['--in-memory']]) {
          const { code, stderr } = await runHere(folder, 'summarize', source, '-o', 'out', ...engine);
          t.is(code, 0, stderr);
          t.is(readFileSync(`${folder}/out`, 'utf8'), expected);
        }
      }
      const { code, stderr } = await runHere(
        folder,
        'summarize',
        'values.json',
        '--input',
        'lines',
        '-o',
        'none',
      );
      t.is(code, 1);
      t.regex(stderr, /1 malformed-json/);
    }),
);

test.serial(
  'a source that holds no JSON is refused by name before anything is read, with the pipe that reads it',
  (t) =>
    withFolder(async (folder) => {
      writeFileSync(`${folder}/good`, `${FIRST}\n`);
      writeFileSync(`${folder}/x.csv`, 'user,name\nu,a\n');
      writeFileSync(`${folder}/x.csv.gz`, gzipSync('user,name\nu,a\n'));
      writeFileSync(`${folder}/x.br`, brotliCompressSync(`${FIRST}\n`));
      writeFileSync(`${folder}/x.utf16`, Buffer.from(`\ufeff${FIRST}\n`, 'utf16le'));
      writeFileSync(`${folder}/out`, 'old');
      for (const [source, way] of [
        ['x.csv', 'mlr --icsv'],
        ['x.csv.gz', 'mlr --icsv'],
        ['x.br', 'brotli -dc x.br |'],
        ['x.utf16', 'iconv -f UTF-16'],
      ] as const) {
        for (const more of [[], ['--in-memory'], ['--dry-run']]) {
          const { code, stderr } = await runHere(folder, 'summarize', 'good', source, '-o', 'out', ...more);
          t.is(code, 1, stderr);
          t.true(stderr.includes(`${source} is `) && stderr.includes(way), stderr);
          t.is(readFileSync(`${folder}/out`, 'utf8'), 'old');
          t.false(existsSync(`${folder}/out.spillway`));
        }
      }
      const piped = await spillwayInShell(folder, 'cat x.csv | spillway summarize - -o out');
      t.is(piped.code, 1);
      t.regex(piped.stderr, /is CSV, which is not read here/);
    }),
);
