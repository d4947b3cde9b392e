// Jobs that keep their work, day by day, against one job in memory over everything.
import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import type { Mapping, SummarizeOptions } from '../../lib/index.js';
import { withFolder } from '../support/folder.js';
import { changesBetween, KeptLogs, MAX_LINE } from '../support/kept-logs.js';
import { Random } from '../support/random.js';
import { seedFor } from '../support/seed.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const DAYS = 8;
const DAY_BYTES = 12_000;

/** Of fields that the events of the log have; those whose id is no number are rejected. */
const MEASURED: Mapping = {
  preset: 'plain',
  measures: {
    total: { sum: 'id' },
    least: { min: 'id' },
    greatest: { max: 'id', events: ['event 1', 'event 2'] },
    names: { distinct: 'name' },
  },
};

const WAYS: Readonly<Record<string, Partial<SummarizeOptions> & { map?: Mapping }>> = {
  'one thread': { workers: 1, memory: '1MiB', checkpointEvery: '4KiB' },
  'three workers': { workers: 3, memory: '24MiB', checkpointEvery: '4KiB', grain: '4KiB' },
  measures: { workers: 1, memory: '1MiB', checkpointEvery: '4KiB', map: MEASURED },
};

for (const [name, settings] of Object.entries(WAYS)) {
  test.serial(
    `updates give the answer of one job, and exact changes, whatever becomes of the logs, with ${name}`,
    (t) =>
      withFolder(async (folder) => {
        const seed = seedFor(t.title);
        const random = new Random(seed);
        const logs = new KeptLogs(folder, random);
        const job: SummarizeOptions = {
          source: logs.glob,
          output: `${folder}/summary`,
          changes: `${folder}/changes`,
          directory: `${folder}/work`,
          keep: true,
          maxLine: MAX_LINE,
          ...settings,
        };
        let before: Buffer = Buffer.alloc(0);
        /** Resolves to whether the job finished, and compares what it has published. */
        const attempt = async (stopAt: number): Promise<boolean> => {
          if (!(await summarizeStopped(job, stopAt))) return false;
          logs.finished();
          const [output, changes] = await Promise.all([readFile(job.output), readFile(job.changes!)]);
          t.true(output.equals(await logs.output(settings.map)), `seed ${seed}: the output`);
          t.is(changes.toString(), changesBetween(before, output), `seed ${seed}: the changes`);
          before = output;
          return true;
        };
        await logs.append(DAY_BYTES);
        for (let day = 1; day <= DAYS; day++) {
          for (let times = random.between(0, 2); times > 0; times--) {
            if (random.once(4)) await logs.append(random.between(1, 3) * 100);
            if (random.once(2)) await attempt(random.between(1, 12));
            if (random.once(4)) await logs.rotate();
            await logs.append(random.between(1, DAY_BYTES));
            if (random.once(2)) await logs.packOrRemove();
          }
          if (!(await attempt(random.once(2) ? random.between(1, 20) : 1e9))) await attempt(1e9);
        }
        const names = await readdir(`${folder}/work`);
        t.false(names.includes('spillway.lock'));
      }),
  );
}
