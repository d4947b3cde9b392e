// The six stages wired by hand, as a user of the library wires them, against the in-memory engine on the same log.
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import {
  aggregate,
  checkpoint,
  fileSink,
  format,
  parse,
  type Run,
  SpillwayError,
  sortMerge,
  summarizeInMemory,
  validate,
} from '../lib/index.js';
import { formatReject } from '../lib/records/reject.js';
import { logArbitrary } from './support/arbitraries.js';

interface Settings {
  readonly batchSize: number;
  readonly checkpointEvery: number;
  readonly delimiters: 'reject' | 'escape';
  readonly emptySections: 'keep' | 'omit';
  readonly order: 'bytes' | 'numeric';
}

const settingsArbitrary: fc.Arbitrary<Settings> = fc.record({
  batchSize: fc.integer({ min: 1, max: 2000 }),
  checkpointEvery: fc.integer({ min: 1, max: 3000 }),
  delimiters: fc.constantFrom('reject', 'escape'),
  emptySections: fc.constantFrom('keep', 'omit'),
  order: fc.constantFrom('bytes', 'numeric'),
});

const MAX_LINE = '1KiB';

/** Thrown where a process would be killed. */
class Kill extends Error {}

/** One process's life: goes on from what is in `folder`, and is killed when it passes on its `killAt`-th run. */
async function summarizeOnce(folder: string, settings: Settings, killAt: number): Promise<void> {
  const { batchSize, checkpointEvery, delimiters, emptySections, order } = settings;
  const source = `${folder}/source`;
  const resume = await checkpoint(`${folder}/work`, {
    source,
    rejects: `${folder}/rejects`,
    options: { order },
  });
  let passed = 0;
  async function* killed(runs: AsyncIterable<Run>): AsyncGenerator<Run> {
    for await (const run of runs) {
      if (++passed === killAt) throw new Kill();
      yield run;
    }
  }
  try {
    await pipeline(
      resume.complete
        ? Readable.from([])
        : createReadStream(source, { start: resume.position, highWaterMark: 700 }),
      parse({ position: resume.position, line: resume.line, maxLine: MAX_LINE, batchSize }),
      validate({ delimiters, rejects: resume.rejects }),
      aggregate({ memory: '1MiB', directory: `${folder}/work`, checkpointEvery, order }),
      resume,
      Duplex.from(killed),
      sortMerge({ memory: '1MiB' }),
      format({ delimiters, emptySections }),
      fileSink(`${folder}/summary`),
    );
    await resume.finish();
  } finally {
    await resume.release();
  }
}

async function summarizeKilled(folder: string, settings: Settings, kills: readonly number[]): Promise<void> {
  for (const killAt of kills) {
    try {
      return await summarizeOnce(folder, settings, killAt);
    } catch (error) {
      if (!(error instanceof Kill)) throw error;
    }
  }
  await summarizeOnce(folder, settings, Number.POSITIVE_INFINITY);
}

test('gives what the in-memory engine gives, whatever the batches, spills and interruptions', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary(),
      settingsArbitrary,
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
      async (log, settings, kills) => {
        const { path: folder, cleanup } = await dir({ unsafeCleanup: true });
        try {
          await writeFile(`${folder}/source`, log);
          await summarizeKilled(folder, settings, kills);
          const expected = await summarizeInMemory(log, {
            maxLine: MAX_LINE,
            delimiters: settings.delimiters,
            emptySections: settings.emptySections,
            order: settings.order,
          });
          t.is(await readFile(`${folder}/summary`, 'utf8'), Buffer.concat([...expected.output]).toString());
          t.is(await readFile(`${folder}/rejects`, 'utf8'), expected.rejects.map(formatReject).join(''));
          t.deepEqual((await readdir(folder)).sort(), ['rejects', 'source', 'summary']);
        } finally {
          await cleanup();
        }
      },
    ),
    { numRuns: 60 },
  ));

test('a checkpoint without an aggregate before it says so', async (t) => {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    const resume = await checkpoint(`${path}/work`, { source: null });
    const log = Readable.from([Buffer.from('{"user_id":"7","type":"event","id":"1","name":"n"}\n')]);
    const done = pipeline(log, parse(), validate(), resume, sortMerge(), format(), fileSink(`${path}/out`));
    const error = await t.throwsAsync(done, { instanceOf: SpillwayError });
    t.is(error?.code, 'bad-pipeline');
    t.is(error?.message, 'checkpoint: what comes must be runs of aggregate(); put it before');
    await resume.release();
    t.deepEqual(await readdir(path), []);
  } finally {
    await cleanup();
  }
});
