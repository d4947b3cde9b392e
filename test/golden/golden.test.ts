// Each folder beside the source of this file is a case: source.ndjson, the summary and the rejects it must give, and
// case.json with the rule it is about, the options, and the counters. All were derived from docs/semantics.md by hand.
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type SummarizeInMemoryOptions, summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { type Counters, totalRejects } from '../../lib/records/counters.js';
import type { Reject } from '../../lib/records/reject.js';
import { type StageSizes, summarizeByStages } from '../support/summarize-by-stages.js';

interface Answer {
  readonly output: Buffer;
  readonly rejects: readonly Reject[];
  readonly counters: Counters;
}

/** From a source file to its answer: every engine must give the same. */
const ENGINES: Record<string, (source: string, options: SummarizeInMemoryOptions) => Promise<Answer>> = {
  async simple(source, options) {
    const { output, rejects, counters } = await summarizeInMemory(createReadStream(source), options);
    return { output: Buffer.concat([...output]), rejects, counters };
  },
  stages: byStages({ chunkSize: 2 ** 16, batchSize: 2 ** 18, checkpointEvery: 2 ** 29 }),
  'stages, a run a line': byStages({ chunkSize: 97, batchSize: 1, checkpointEvery: 1 }),
  'stages, byte by byte': byStages({ chunkSize: 1, batchSize: 300, checkpointEvery: 700 }),
};

function byStages(sizes: StageSizes) {
  return async (source: string, options: SummarizeInMemoryOptions) =>
    summarizeByStages(readFileSync(source), options, sizes);
}

const FOLDER = fileURLToPath(new URL('../../../test/golden/', import.meta.url));

interface Case {
  readonly about: string;
  readonly options: SummarizeInMemoryOptions;
  /** Without `ignored` and `ignoredTypes` where nothing is. */
  readonly counters: Omit<Counters, 'rejects' | 'ignored'> & Partial<Pick<Counters, 'ignored'>>;
}

const cases = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const { name } of cases) {
  for (const [engine, summarize] of Object.entries(ENGINES)) {
    test(`${engine}: ${name}`, async (t) => {
      const read = (file: string) => readFileSync(`${FOLDER}${name}/${file}`, 'utf8');
      const { options, counters } = JSON.parse(read('case.json')) as Case;
      const source = `${FOLDER}${name}/source.ndjson`;
      const answer = await summarize(source, options);

      t.is(answer.output.toString(), read('summary.csv'));
      const rejects = answer.rejects.map(({ offset, length, code, text }) => ({
        offset,
        length,
        code,
        text,
      }));
      t.deepEqual(
        rejects,
        read('rejects.ndjson')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line)),
      );
      const lineAt = (offset: number) =>
        readFileSync(source).subarray(0, offset).toString('latin1').split('\n').length;
      for (const { offset, line } of answer.rejects) t.is(line, lineAt(offset));
      const { lines, events, attributes, anonymous, ignored, ignoredTypes = [] } = answer.counters;
      t.deepEqual(
        { lines, events, attributes, anonymous, ignored, ignoredTypes },
        { ignored: 0, ignoredTypes: [], ...counters },
      );
      t.is(totalRejects(answer.counters), answer.rejects.length);
      t.true(answer.rejects.every(({ message }) => message !== ''));
    });
  }
}

test('every case says what it is about', (t) => {
  t.true(cases.length >= 26);
  for (const { name } of cases) {
    t.truthy((JSON.parse(readFileSync(`${FOLDER}${name}/case.json`, 'utf8')) as Case).about, name);
  }
});
