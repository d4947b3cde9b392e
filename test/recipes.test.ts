import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { spillwayInShell } from './support/command.js';
import { withFolder } from './support/folder.js';

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

for (const [, title, commands] of blocks) {
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

test('every recipe has its commands', (t) => {
  t.true(blocks.length >= 9);
  t.is(blocks.length, [...RECIPES.matchAll(/^## /gm)].length);
});
