import { mkdir, writeFile } from 'node:fs/promises';
import test from 'ava';
import { matchGlob } from '../../lib/sources/match-glob.js';
import { withFolder } from '../support/folder.js';

test('a glob matches as in a shell', (t) =>
  withFolder(async (folder) => {
    await mkdir(`${folder}/logs/below`, { recursive: true });
    const names = [
      'logs/app.log',
      'logs/app.log.1',
      'logs/!x',
      'logs/#y',
      'logs/.hidden',
      'logs/below/web.log',
    ];
    for (const name of names) await writeFile(`${folder}/${name}`, '');
    const match = async (glob: string) => {
      const { files } = await matchGlob(`${folder}/${glob}`);
      return files.map((path) => path.slice(folder.length + 1)).sort();
    };
    t.deepEqual(await match('logs/*.log'), ['logs/app.log']);
    t.deepEqual(await match('logs/app.log{,.?}'), ['logs/app.log', 'logs/app.log.1']);
    t.deepEqual(await match('**/*.log'), ['logs/app.log', 'logs/below/web.log']);
    t.deepEqual(await match('logs/[!a-z]*'), ['logs/!x', 'logs/#y']);
    t.deepEqual(await match('logs/below/../*.1'), ['logs/below/../app.log.1']);
    t.deepEqual(await match('none/*'), []);
  }));

test('a file that several alternatives match is found once', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/app.log`, '');
    t.deepEqual((await matchGlob(`${folder}/{app,*}.log`)).files, [`${folder}/app.log`]);
  }));
