import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { spillwayInShell } from './support/command.js';
import { withFolder } from './support/folder.js';
import { postgresPrograms, withPostgres } from './support/postgres-server.js';

const RECIPES = readFileSync('docs/recipes.md', 'utf8');
const SEGMENT = readFileSync(
  fileURLToPath(new URL('../../test/golden/map-segment/source.ndjson', import.meta.url)),
);
const PLAIN = Array.from({ length: 40 }, (_, id) => [
  `{"user_id":"${id % 9}","type":"event","id":"${id}","name":"page"}\n`,
  `{"user_id":"${id % 9}","type":"attributes","timestamp":${id},"data":{"city":"Oslo"}}\n`,
]).flat();
const OWN = Array.from({ length: 30 }, (_, id) => `${JSON.stringify({ uid: 'u', id, action: 'open' })}\n`);

/** The files that the recipes name. */
function makeFiles(folder: string): void {
  writeFileSync(`${folder}/messages.data`, PLAIN.join(''));
  writeFileSync(`${folder}/export.ndjson`, SEGMENT);
  writeFileSync(`${folder}/own.ndjson`, OWN.join(''));
  writeFileSync(`${folder}/export.json`, `[${PLAIN.join(',')}]`);
  mkdirSync(`${folder}/logs`);
  writeFileSync(`${folder}/logs/app.log`, PLAIN.slice(40).join(''));
  writeFileSync(`${folder}/logs/app.log.1.gz`, gzipSync(PLAIN.slice(0, 40).join('')));
}

const blocks = [...RECIPES.matchAll(/^## (.*)\n[\s\S]*?```sh\n([\s\S]*?)```/gm)];

const [postgres] = blocks.filter(([, , commands]) => commands!.includes('psql'));

for (const [, title, commands] of blocks) {
  if (title === postgres![1]) continue;
  test(`the commands of a recipe work: ${title}`, (t) =>
    withFolder(async (folder) => {
      makeFiles(folder);
      // A job is looked up that an earlier recipe has done.
      if (commands!.includes('status')) writeFileSync(`${folder}/summary.csv`, '');
      for (const command of commands!.trim().split('\n')) {
        const script = `${command.replaceAll('npx spillway', 'spillway')}`;
        const { code, stderr } = await spillwayInShell(folder, script);
        // 3: done, and some lines were rejected.
        t.true(code === 0 || code === 3, `${command}: ${code} ${stderr}`);
      }
      t.true(readdirSync(folder).length > 0);
    }));
}

const programs = postgresPrograms();
if (programs === undefined) {
  test.skip(`the recipe for PostgreSQL is not tested: Debian's package postgresql is not installed`, () => {});
} else {
  test('the recipe for PostgreSQL loads what changed, night after night, also after one that failed', (t) =>
    withFolder((folder) =>
      withPostgres(programs, async (environment) => {
        makeFiles(folder);
        const [, sql] = /```sql\n([\s\S]*?)```/.exec(RECIPES)!;
        writeFileSync(`${folder}/load.sql`, sql!);
        const variables = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'; `);
        const script = postgres![2]!.replaceAll('npx spillway', 'spillway');
        const night = (lines: string) => spillwayInShell(folder, `set -e; ${variables.join('')}${lines}`);
        /** Users whose rows are as a summary of everything has them. */
        const loaded = async (): Promise<unknown[]> => {
          const query = `psql -qtAc "SELECT summary FROM users ORDER BY user_id COLLATE \\"C\\""`;
          const { stdout, stderr } = await night(query);
          t.is(stderr, '');
          return stdout
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line));
        };
        const expected = async (): Promise<unknown[]> => {
          await spillwayInShell(folder, `spillway summarize 'logs/app.log*' -o all.ndjson`);
          const lines = readFileSync(`${folder}/all.ndjson`, 'utf8').trim().split('\n');
          return lines.map((line) => JSON.parse(line));
        };
        for (let day = 1; day <= 4; day++) {
          const odd = `"name":"page","id":"${day} \\\\ \\" , \\u0001 \\n"`;
          appendFileSync(`${folder}/logs/app.log`, `{"user_id":"${day}, \\"x\\"","type":"event",${odd}}\n`);
          // A night on which the database does not answer.
          if (day === 3) t.not((await night(script.replaceAll('psql -q', 'psql -h /none -q'))).code, 0);
          else {
            const { code, stderr } = await night(script);
            t.is(code, 0, stderr);
            t.deepEqual(await loaded(), await expected());
          }
        }
      }),
    ));
}

test('every recipe has its commands', (t) => {
  t.true(blocks.length >= 9);
  t.is(blocks.length, [...RECIPES.matchAll(/^## /gm)].length);
});
