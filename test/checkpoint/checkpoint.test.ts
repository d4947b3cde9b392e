import { appendFile, createReadStream, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import test from 'ava';
import { readManifest } from '../../lib/checkpoint/work-directory.js';
import {
  aggregate,
  type CheckpointOptions,
  checkpoint,
  fileSink,
  format,
  fromActivities,
  jsonValues,
  parse,
  sortMerge,
  summarizeInMemory,
  validate,
} from '../../lib/index.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { linesOf } from '../support/scanned.js';
import { through } from '../support/through.js';

const append = promisify(appendFile);
const EVENTS = Array.from({ length: 9 }, (_, index) => ({
  user_id: `${index % 3}`,
  type: 'event',
  id: `${index}`,
  name: 'page',
}));

type Wiring = 'parse' | 'jsonValues' | 'fromActivities';

/** A life of a pipeline; `stopAfter`: as many runs as are recorded before the merge fails. Resolves to its position. */
async function live(
  folder: string,
  wiring: Wiring,
  options: Partial<CheckpointOptions> = {},
  stopAfter = Number.POSITIVE_INFINITY,
  onRun: (runs: number) => void = () => {},
): Promise<number> {
  const source = `${folder}/source`;
  const resume = await checkpoint(`${folder}/work`, { source, ...options });
  const { position } = resume;
  let runs = 0;
  resume.on('data', () => {
    if (++runs > stopAfter) resume.destroy(new Error('killed'));
    onRun(runs);
  });
  const batches = {
    parse: () => [createReadStream(source, { start: position }), parse({ position, batchSize: 1 })],
    jsonValues: () => [
      createReadStream(source),
      jsonValues({ position }),
      fromActivities({ position, batchValues: 1 }),
    ],
    fromActivities: () => [
      Readable.from((JSON.parse(readFileSync(source, 'utf8')) as object[]).slice(position)),
      fromActivities({ position, batchValues: 1 }),
    ],
  }[wiring]();
  try {
    await pipeline([
      ...batches,
      validate(),
      aggregate({ memory: '1MiB', directory: `${folder}/work`, checkpointEvery: 1 }),
      resume,
      sortMerge({ memory: '1MiB' }),
      format(),
      fileSink(`${folder}/summary`),
    ] as never);
    await resume.finish();
  } finally {
    await resume.release();
  }
  return position;
}

async function expected(): Promise<string> {
  return Buffer.concat([...(await summarizeInMemory(linesOf(EVENTS))).output]).toString();
}

for (const wiring of ['jsonValues', 'fromActivities'] as const) {
  test(`a source that is read as values by ${wiring} resumes at its checkpoint`, (t) =>
    withFolder(async (folder) => {
      await writeFile(`${folder}/source`, JSON.stringify(EVENTS));
      await t.throwsAsync(live(folder, wiring, {}, 3), { message: 'killed' });
      const manifest = await readManifest(`${folder}/work`);
      t.is(manifest?.unit, 'values');
      const position = await live(folder, wiring);
      t.true(position >= 3 && position < EVENTS.length, `${position}`);
      t.is(await readFile(`${folder}/summary`, 'utf8'), await expected());
    }));

  test(`a source that is read as values by ${wiring} must not change`, (t) =>
    withFolder(async (folder) => {
      await writeFile(`${folder}/source`, JSON.stringify(EVENTS));
      await t.throwsAsync(live(folder, wiring, {}, 3), { message: 'killed' });
      await writeFile(`${folder}/source`, JSON.stringify([...EVENTS, EVENTS[0]]));
      await failsWith(t, live(folder, wiring), 'source-changed', `${folder}/source`, '--fresh');
    }));
}

for (const wiring of ['parse', 'fromActivities'] as const) {
  for (const at of [1, EVENTS.length]) {
    test(`a source that is cut after run ${at} while ${wiring} reads it is refused, and not taken for whole`, (t) =>
      withFolder(async (folder) => {
        const source = wiring === 'parse' ? linesOf(EVENTS) : JSON.stringify(EVENTS);
        await writeFile(`${folder}/source`, source);
        const cut = (runs: number) => {
          if (runs === at) truncateSync(`${folder}/source`, 100);
        };
        const words = [`${folder}/source`, 'truncated'];
        await failsWith(t, live(folder, wiring, {}, EVENTS.length, cut), 'source-changed', ...words);
        t.false((await readManifest(`${folder}/work`))!.ranges[0]!.complete);
      }));
  }
}

test('a source that is written over while its values are read is refused', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/source`, JSON.stringify(EVENTS));
    const rewrite = (runs: number) => {
      if (runs === 2) writeFileSync(`${folder}/source`, JSON.stringify(EVENTS.toReversed()));
    };
    const life = live(folder, 'fromActivities', {}, EVENTS.length, rewrite);
    await failsWith(t, life, 'source-changed', `${folder}/source`, 'written over');
  }));

test('a checkpoint of another unit is refused by name: at once if the unit is given, otherwise at the first run', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/source`, JSON.stringify(EVENTS));
    await t.throwsAsync(live(folder, 'jsonValues', {}, 3), { message: 'killed' });
    const bytes = live(folder, 'parse', { unit: 'bytes' });
    await failsWith(t, bytes, 'options-changed', 'unit', '"values"', '"bytes"', '--fresh');
    await failsWith(t, live(folder, 'parse'), 'options-changed', 'count values', 'count bytes', '--fresh');
    await live(folder, 'jsonValues', { unit: 'values' });
    t.is(await readFile(`${folder}/summary`, 'utf8'), await expected());
  }));

test('a source must be named, or be said to be none: otherwise saved work of yesterday would be taken for that of today', async (t) => {
  await failsWith(t, checkpoint('work', {} as never), 'bad-option', 'source', 'null', 'path');
  await failsWith(t, checkpoint('work', undefined as never), 'bad-option', 'source');
  await failsWith(t, checkpoint('work', { source: '' }), 'bad-option', 'source');
});

test('work that was not finished is refused for another source, and resumed where there is none to check', (t) =>
  withFolder(async (folder) => {
    const event = (id: string) => Buffer.from(`{"user_id":"7","type":"event","id":"${id}","name":"page"}\n`);
    const summarise = async (source: string | null, log: Buffer) => {
      const resume = await checkpoint(`${folder}/work`, { source });
      const { position, complete } = resume;
      const stages = [parse({ position }), validate(), aggregate({ directory: `${folder}/work` }), resume];
      const chunks = complete ? [] : [log.subarray(position)];
      const lines = await through<Buffer>(chunks, ...stages, sortMerge(), format());
      // finish() is forgotten.
      await resume.release();
      return { lines: Buffer.concat(lines).toString(), counters: resume.counters };
    };
    await writeFile(`${folder}/monday`, event('1'));
    const monday = await summarise(`${folder}/monday`, event('1'));
    t.is(monday.lines, '7,,page=1\n');
    t.is(monday.counters.events, 1);
    await writeFile(`${folder}/monday`, event('2'));
    await failsWith(t, summarise(`${folder}/monday`, event('2')), 'source-changed', 'monday');
    await rm(`${folder}/work`, { recursive: true });
    t.is((await summarise(null, event('1'))).lines, '7,,page=1\n');
    t.is((await summarise(null, event('2'))).lines, '7,,page=1\n');
  }));

test('a pipeline whose positions do not count the given unit is refused', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/source`, linesOf(EVENTS));
    await failsWith(t, live(folder, 'parse', { unit: 'values' }), 'bad-pipeline', 'count values', 'bytes');
    await t.throwsAsync(checkpoint(`${folder}/work`, { source: null, unit: 'lines' } as never), {
      code: 'bad-option',
      message: /unit must be one of 'bytes', 'values'/,
    });
  }));

test('a last line without a line end counts, and if it has grown the longer line counts instead', (t) =>
  withFolder(async (folder) => {
    const whole = linesOf(EVENTS);
    const tail = Buffer.from('{"user_id":"9","type":"event","name":"page","id":1');
    await writeFile(`${folder}/source`, Buffer.concat([whole, tail]));
    await t.throwsAsync(live(folder, 'parse', {}, EVENTS.length), { message: 'killed' });
    t.is(
      (await readManifest(`${folder}/work`))?.ranges[0]?.provisional?.run.position,
      whole.length + tail.length,
    );
    const grown = Buffer.concat([whole, tail, Buffer.from('2}\n')]);
    await append(`${folder}/source`, '2}\n');
    t.is(await live(folder, 'parse'), whole.length);
    const { output } = await summarizeInMemory(grown);
    t.is(await readFile(`${folder}/summary`, 'utf8'), Buffer.concat([...output]).toString());
  }));
