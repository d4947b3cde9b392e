import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { forget, lookup, type SummarizeOptions, summarize } from '../../lib/index.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';

const event = (user: string, id: number) =>
  `${JSON.stringify({ user_id: user, type: 'event', id: `${id} of ${user}`, name: 'page' })}\n`;
const USERS = Array.from({ length: 3000 }, (_, index) => `user-${index}`);
const everyone = (id: number) => USERS.map((user) => event(user, id)).join('');

async function bytesIn(directory: string): Promise<string> {
  const names = await readdir(directory);
  const files = await Promise.all(names.map((name) => readFile(`${directory}/${name}`, 'latin1')));
  return names.concat(files).join('\n');
}

function job(folder: string): SummarizeOptions {
  return {
    source: `${folder}/log`,
    output: `${folder}/summary`,
    changes: `${folder}/changes`,
    rejects: `${folder}/rejects`,
    directory: `${folder}/work`,
    keep: true,
    memory: '1MiB',
    workers: 1,
  };
}

test('nothing of a forgotten user is in any file of the directory, nor in later outputs; later bytes bring it back', (t) =>
  withFolder(async (folder) => {
    const forgotten = ['user-1500', 'user-77', 'nobody'];
    const broken = '{"user_id":"user-77","type":"event","id":"half';
    await writeFile(`${folder}/log`, `${everyone(1)}{"user_id":"user-1500","type":"what"}\n`);
    await summarize(job(folder));
    await appendFile(`${folder}/log`, `${everyone(2).slice(0, 50_000)}\n${broken}`);
    await summarize(job(folder));
    t.true((await bytesIn(`${folder}/work`)).includes('user-1500'));
    t.deepEqual(await forget(`${folder}/work`, forgotten), { known: 2 });
    const left = await bytesIn(`${folder}/work`);
    for (const user of forgotten) t.notRegex(left, new RegExp(`${user}(?![0-9])`));
    const { changedUsers, goneUsers } = await summarize(job(folder));
    t.deepEqual([changedUsers, goneUsers], [0, 2]);
    const output = await readFile(job(folder).output, 'utf8');
    t.is(output.split('\n').length - 1, USERS.length - 2);
    t.notRegex(output, /user-1500,|user-77,/);
    t.notRegex(await readFile(`${folder}/rejects`, 'utf8'), /user-1500|user-77/);
    await appendFile(`${folder}/log`, `"}\n${event('user-1500', 3)}`);
    t.like(await summarize(job(folder)), { goneUsers: 0, users: USERS.length - 1 });
    const opened = await lookup(`${folder}/work`);
    t.is((await opened.get('user-1500'))!.events.get('page'), 1);
    t.is(await opened.get('user-77'), undefined);
    await opened.close();
  }));

for (const workers of [1, 3]) {
  test(`what comes later of a user who was forgotten for good is passed over, with ${workers} workers`, (t) =>
    withFolder(async (folder) => {
      const options = { ...job(folder), workers, memory: '24MiB', grain: '4KiB' } as const;
      await writeFile(`${folder}/log`, everyone(1));
      await summarize(options);
      await forget(`${folder}/work`, ['user-7', 'nobody'], { forGood: true });
      await forget(`${folder}/work`, ['user-8']);
      await appendFile(`${folder}/log`, `${everyone(2)}${event('nobody', 1)}`);
      t.like(await summarize(options), { users: USERS.length - 1, goneUsers: 1 });
      await appendFile(`${folder}/log`, `${event('user-7', 3)}${event('user-9', 3)}`);
      t.like(await summarize(options), { users: USERS.length - 1, changedUsers: 1 });
      const output = await readFile(options.output, 'utf8');
      t.regex(output, /^user-8,,page=1$/m);
      t.regex(output, /^user-9,,page=3$/m);
      t.notRegex(output, /^(user-7|nobody),/m);
      t.notRegex(await bytesIn(`${folder}/work`), /user-7(?![0-9])|nobody/);
    }));
}

test('without kept work, or with an unfinished job, nothing is forgotten', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, forget(`${folder}/none`, ['a']), 'bad-option', 'holds no kept work');
    t.deepEqual(await readdir(folder), []);
  }));
