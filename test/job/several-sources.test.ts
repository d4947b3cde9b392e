// A job over several files against the same job over their concatenation: whatever the cuts, stops and threads.
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { linesOf } from '../../lib/in-memory/lines.js';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { type SummarizeOptions, summarize, summarizeInMemory } from '../../lib/index.js';
import { formatReject } from '../../lib/records/reject.js';
import { logArbitrary } from '../support/arbitraries.js';
import { withFolder } from '../support/folder.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const LF = 0x0a;

/** A log cut where lines begin. */
function cutLog(log: Buffer, places: readonly number[]): Buffer[] {
  const cuts = places.map((place) => log.indexOf(LF, place % (log.length + 1)) + 1).sort((a, b) => a - b);
  return [0, ...cuts].map((start, index) => log.subarray(start, cuts[index] ?? log.length));
}

async function writeFiles(folder: string, files: readonly Buffer[], packed: (index: number) => boolean) {
  const paths = files.map((_, index) => `${folder}/part-${index}`);
  for (const [index, path] of paths.entries()) {
    await writeFile(path, packed(index) ? gzipSync(files[index]!) : files[index]!);
  }
  return paths;
}

const optionsIn = (folder: string): Omit<SummarizeOptions, 'source'> => ({
  output: `${folder}/summary`,
  rejects: `${folder}/rejects`,
  maxLine: '1KiB',
  memory: '24MiB',
  allowEmpty: true,
});

test('several files give the summary of their concatenation, whatever the cuts, stops, threads and archives', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary({ maxLines: 150 }),
      fc.array(fc.nat(20_000), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0, max: 255 }),
      fc.array(fc.record({ workers: fc.integer({ min: 1, max: 3 }), at: fc.integer({ min: 1, max: 6 }) }), {
        maxLength: 2,
      }),
      fc.integer({ min: 1, max: 3 }),
      (log, places, packed, stops, workers) =>
        withFolder(async (folder) => {
          const files = cutLog(log, places);
          const source = await writeFiles(folder, files, (index) => ((packed >> index) & 1) === 1);
          const options = { ...optionsIn(folder), source, grain: 300, checkpointEvery: 700 };
          let done = false;
          for (const stop of stops) {
            done ||= await summarizeStopped({ ...options, workers: stop.workers }, stop.at);
          }
          if (!done) await summarize({ ...options, workers });
          const sources = files.map((bytes, index) => ({ lines: linesOf([bytes]), name: source[index]! }));
          const expected = await summarizeSourcesInMemory(sources, { maxLine: '1KiB' });
          const whole = await summarizeInMemory(log, { maxLine: '1KiB' });
          const summary = await readFile(options.output, 'utf8');
          t.is(summary, Buffer.concat([...whole.output]).toString());
          t.is(summary, Buffer.concat([...expected.output]).toString());
          t.is(await readFile(options.rejects!, 'utf8'), expected.rejects.map(formatReject).join(''));
        }),
    ),
    { numRuns: 12 },
  ));

const event = (id: number) => JSON.stringify({ user_id: 'u', type: 'event', id: `e${id}`, name: 'page' });

test('each file has its own byte order mark and last line, and rejects name it', (t) =>
  withFolder(async (folder) => {
    const [a, b] = [`${folder}/a`, `${folder}/b`];
    await writeFile(a, `\ufeff${event(1)}\nnonsense\n${event(2)}`);
    await writeFile(b, `\ufeff${event(3)}\n{}x`);
    const options = { ...optionsIn(folder), source: [b, a] };
    const stats = await summarize(options);
    t.is(await readFile(options.output, 'utf8'), 'u,,page=3\n');
    const rejects = (await readFile(options.rejects!, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.like(rejects[0], { source: b, offset: 3 + event(3).length + 1, text: '{}x' });
    t.like(rejects[1], { source: a, offset: 3 + event(1).length + 1, text: 'nonsense' });
    for (const reject of rejects) t.like(reject, { line: 2 });
    const names = ['source', 'offset', 'line', 'column', 'length', 'code', 'message', 'text'];
    t.deepEqual(Object.keys(rejects[0]), names);
    t.deepEqual(stats.firstReject, { source: b, offset: rejects[0].offset, code: 'malformed-json' });
    await summarize({ ...options, source: a });
    t.false((await readFile(options.rejects!, 'utf8')).includes('source'));
  }));

test('of equal timestamps the one in the later file counts, in the order of the arguments', (t) =>
  withFolder(async (folder) => {
    const attributes = (city: string) =>
      JSON.stringify({ user_id: 'u', type: 'attributes', timestamp: 1, data: { city } });
    await writeFile(`${folder}/a`, attributes('Oslo'));
    await writeFile(`${folder}/b`, attributes('Bergen'));
    const { output } = optionsIn(folder);
    await summarize({ output, source: [`${folder}/a`, `${folder}/b`] });
    t.is(await readFile(output, 'utf8'), 'u,city=Bergen,\n');
    await summarize({ output, source: [`${folder}/b`, `${folder}/a`] });
    t.is(await readFile(output, 'utf8'), 'u,city=Oslo,\n');
  }));

for (const [what, change, message] of [
  ['edited', (path: string) => writeFile(path, `${event(9)}\n`.repeat(300)), /part-1 was edited/],
  ['truncated', (path: string) => writeFile(path, `${event(1)}\n`), /part-1 (has|was edited)/],
] as const) {
  test(`one of several files that was ${what} is refused by name, even if it was read whole`, (t) =>
    withFolder(async (folder) => {
      const files = [1, 2, 3].map((id) => Buffer.from(`${event(id)}\n`.repeat(300)));
      const source = await writeFiles(folder, files, () => false);
      const options = { ...optionsIn(folder), source, workers: 1, checkpointEvery: 1 };
      // Batches are files here: the second one has been saved.
      t.false(await summarizeStopped(options, 2, ({ runs }) => runs >= 2));
      await change(source[1]!);
      await t.throwsAsync(summarize(options), { code: 'source-changed', message });
      await t.throwsAsync(summarize({ ...options, source: source.slice(0, 2) }), {
        code: 'options-changed',
        message: /part-2 is missing/,
      });
      const stats = await summarize({ ...options, fresh: true });
      t.is(stats.users, 1);
    }));
}
