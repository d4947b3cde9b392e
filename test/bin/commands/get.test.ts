import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { spillway } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';

const event = (user: string) => `{"user_id":"${user}","type":"event","id":"1","name":"page"}\n`;

test('users are printed in the order asked, and one that is unknown is named', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, event('a') + event('b') + event('c'));
    await spillway(folder, 'summarize', 'log', '-o', 'out', '--keep');
    const found = await spillway(folder, 'get', 'out.spillway', 'c', 'a');
    t.deepEqual([found.code, found.stdout], [0, 'c,,page=1\na,,page=1\n']);
    const csv = await spillway(folder, 'get', 'out.spillway', 'b', '--format', 'csv');
    t.is(csv.stdout, 'user_id,kind,name,value\nb,event,page,1\n');
    const unknown = await spillway(folder, 'get', 'out.spillway', 'a', 'x');
    t.deepEqual([unknown.code, unknown.stdout], [1, 'a,,page=1\n']);
    t.regex(unknown.stderr, /there is no user "x"/);
    const nothing = await spillway(folder, 'get', 'log.spillway', 'a');
    t.is(nothing.code, 2);
  }));
