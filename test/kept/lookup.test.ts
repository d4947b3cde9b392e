import { appendFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { type Activity, lookup, type SummarizeOptions, summarize } from '../../lib/index.js';
import { activitiesArbitrary } from '../support/activities.js';
import { failsWith } from '../support/fails-with.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';

const linesOf = (activities: readonly Activity[]) =>
  activities.map((activity) => `${JSON.stringify(activity)}\n`).join('');

function job(folder: string): SummarizeOptions {
  return {
    source: `${folder}/log`,
    output: `${folder}/summary`,
    directory: `${folder}/work`,
    keep: true,
    workers: 1,
    memory: '1MiB',
  };
}

test('each user is found as the summary has it, after any number of updates, and no other', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('bytes' as const, 'numeric' as const),
      async (days, order) =>
        withFolder(async (folder) => {
          await writeFile(`${folder}/log`, '');
          for (const day of days) {
            await appendFile(`${folder}/log`, linesOf(day));
            await summarize({ ...job(folder), order, allowEmpty: true });
          }
          const opened = await lookup(`${folder}/work`);
          const users = [...new Set(days.flat().map(({ user_id }) => `${user_id}`))];
          for (const user of users) {
            const own = days.flat().filter(({ user_id }) => `${user_id}` === user);
            const found = await opened.get(user);
            const [summary] = foldActivities(own, order).split('\n');
            t.is(found === undefined ? undefined : `${found.user_id}`, user);
            const facts = found!.attributes.size + found!.events.size;
            t.is(facts, summary!.split(/(?<!\\)=/).length - 1);
          }
          t.is(await opened.get('nobody'), undefined);
          t.is(await opened.get(''), undefined);
          await opened.close();
        }),
    ),
    { numRuns: 15 },
  ));

test('a user with more than memory has for a look-up is found, and the newer state after an update', (t) =>
  withFolder(async (folder) => {
    const many = Array.from(
      { length: 120_000 },
      (_, id): Activity => ({
        type: 'event',
        user_id: 'many',
        name: `page ${id % 7}`,
        id: `${id} ${'x'.repeat(40)}`,
      }),
    );
    const few: Activity = { type: 'event', user_id: 'few', name: 'page', id: '1' };
    await writeFile(`${folder}/log`, linesOf([few, ...many]));
    await summarize(job(folder));
    const opened = await lookup(`${folder}/work`);
    const found = await opened.get('many');
    t.is(
      [...found!.events.values()].reduce((sum, count) => sum + count, 0),
      many.length,
    );
    for (let day = 2; day < 5; day++) {
      await appendFile(`${folder}/log`, linesOf(many.slice(0, 50_000).concat({ ...few, id: `${day}` })));
      await summarize(job(folder));
    }
    t.true((await opened.get('few'))!.events.get('page')! >= 1);
    await opened.close();
  }));

test('a directory without kept work is refused', (t) =>
  withFolder(async (folder) => {
    await failsWith(t, lookup(`${folder}/none`), 'bad-option', 'holds no kept work', '--keep');
    await failsWith(t, lookup(''), 'bad-option', 'path of a work directory');
  }));
