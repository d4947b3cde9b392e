// Kept work of stages by hand beside that of summarize, over some days of a log that grows and is rotated.
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import test from 'ava';
import {
  aggregate,
  chain,
  checkpoint,
  fileSink,
  forget,
  format,
  lookup,
  openSource,
  parse,
  sortMerge,
  summarize,
  validate,
} from '../../lib/index.js';
import { drawLog } from '../support/draw-log.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';
import { seedFor } from '../support/seed.js';

/** One job by hand; with `stopAfter` it fails when so many batches were read. Resolves to the position that it began at. */
async function byHand(folder: string, log: string, stopAfter = Number.POSITIVE_INFINITY): Promise<number> {
  const directory = `${folder}/by-hand`;
  const work = await checkpoint(directory, { source: log, rejects: `${folder}/rejects`, keep: true });
  const { position, line, rejects, complete } = work;
  let batches = 0;
  try {
    await chain(
      complete ? [] : await openSource(log, { position }),
      parse({ position, line, batchSize: 4096 }),
      async function* <Batch>(source: AsyncIterable<Batch>) {
        for await (const batch of source) {
          if (++batches > stopAfter) throw new Error('stopped');
          yield batch;
        }
      },
      validate({ rejects }),
      aggregate({ directory, memory: '1MiB', checkpointEvery: '4KiB' }),
      work,
      sortMerge({ memory: '1MiB' }),
      format(),
      fileSink(`${folder}/by-hand.csv`),
    );
  } catch (error) {
    await work.release();
    throw error;
  }
  await work.finish();
  return position;
}

function bySummarize(folder: string): Promise<unknown> {
  return summarize({
    ...{ source: `${folder}/app.log*`, output: `${folder}/summary.csv`, directory: `${folder}/work` },
    ...{ keep: true, workers: 1, memory: '1MiB', rejects: `${folder}/summary-rejects` },
  });
}

test('stages by hand keep their work as summarize does, whatever is stopped and rotated, and look-ups find it', (t) =>
  withFolder(async (folder) => {
    const seed = seedFor(t.title);
    const random = new Random(seed);
    const log = `${folder}/app.log`;
    await writeFile(log, '');
    for (let day = 1; day <= 8; day++) {
      if (day % 4 === 0) {
        await rename(log, `${log}.${9 - day}`);
        await writeFile(log, '');
      }
      const more = drawLog(random, random.between(5000, 30_000));
      // Some days end in the middle of a line, which a rotated log would keep.
      await appendFile(log, day % 4 === 3 ? more : more.subarray(0, more.length - random.between(0, 20)));
      if (random.once(2)) await byHand(folder, log, random.between(0, 4)).catch(() => {});
      const began = await byHand(folder, log);
      if (day > 1 && day % 4 !== 0) t.true(began > 0, `seed ${seed}: only what is new is read`);
      await bySummarize(folder);
      const [one, other] = await Promise.all(
        ['by-hand.csv', 'summary.csv'].map((name) => readFile(`${folder}/${name}`)),
      );
      t.true(one!.equals(other!), `seed ${seed}: day ${day}`);
    }
    const [one, other] = await Promise.all([lookup(`${folder}/by-hand`), lookup(`${folder}/work`)]);
    for (let user = 1; user <= 50; user++)
      t.deepEqual(await one.get(`user-${user}`), await other.get(`user-${user}`));
    await Promise.all([one.close(), other.close()]);
  }));

test('the line to read next is counted over all days', (t) =>
  withFolder(async (folder) => {
    const log = `${folder}/app.log`;
    const line = '{"user_id":"u","type":"event","id":1,"name":"n"}\n';
    for (const lines of [0, 3, 5]) {
      await writeFile(log, line.repeat(lines + 1));
      const options = { source: log, rejects: `${folder}/rejects`, keep: true };
      const work = await checkpoint(`${folder}/by-hand`, options);
      t.is(work.line, lines === 0 ? 1 : lines === 3 ? 2 : 5);
      await work.release();
      await byHand(folder, log);
    }
  }));

test('work is not kept of a source that is not named, or that is read as values', async (t) => {
  await withFolder(async (folder) => {
    await failsWith(t, checkpoint(folder, { source: null, keep: true }), 'bad-option', 'keep needs a source');
    await writeFile(`${folder}/log`, '');
    const values = { source: `${folder}/log`, keep: true, unit: 'values' } as const;
    await failsWith(t, checkpoint(`${folder}/work`, values), 'bad-option', 'read in bytes');
  });
});

test('kept work that leaves users out for good is refused, since only summarize leaves them out', (t) =>
  withFolder(async (folder) => {
    const log = `${folder}/app.log`;
    const line = (user: string) => `{"user_id":"${user}","type":"event","id":"1","name":"page"}\n`;
    await writeFile(log, line('one') + line('other'));
    await byHand(folder, log);
    await forget(`${folder}/by-hand`, ['one']);
    await appendFile(log, line('third'));
    await byHand(folder, log);
    t.is(await readFile(`${folder}/by-hand.csv`, 'utf8'), 'other,,page=1\nthird,,page=1\n');
    await forget(`${folder}/by-hand`, ['other'], { forGood: true });
    await failsWith(t, byHand(folder, log), 'bad-option', 'forgotten for good', 'summarize()');
  }));
