// The last source grows between the starts of a job, from anywhere in a line to anywhere in another.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import test from 'ava';
import { readManifest } from '../../lib/checkpoint/work-directory.js';
import { linesOf } from '../../lib/in-memory/lines.js';
import { summarizeSourcesInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import { type Progress, type SummarizeOptions, summarize } from '../../lib/index.js';
import { formatReject } from '../../lib/records/reject.js';
import { drawLog } from '../support/draw-log.js';
import { withFolder } from '../support/folder.js';
import { Random } from '../support/random.js';
import { seedFor } from '../support/seed.js';
import { summarizeStopped } from '../support/summarize-stopped.js';

const LOG_BYTES = 150_000;
const MAX_LINE = '4KiB';

async function answerOf(logs: readonly Buffer[]): Promise<{ output: Buffer; rejects: string }> {
  const sources = logs.map((log) => ({ lines: linesOf([log]) }));
  const { output, rejects } = await summarizeSourcesInMemory(sources, { maxLine: MAX_LINE });
  return { output: Buffer.concat([...output]), rejects: rejects.map(formatReject).join('') };
}

for (const workers of [1, 3]) {
  test.serial(`a job that was stopped is resumed when its source has grown, with ${workers} workers`, (t) =>
    withFolder(async (folder) => {
      const seed = seedFor(t.title);
      const random = new Random(seed);
      const job: SummarizeOptions = {
        source: `${folder}/source`,
        output: `${folder}/summary`,
        rejects: `${folder}/rejects`,
        maxLine: MAX_LINE,
        memory: '24MiB',
        checkpointEvery: '8KiB',
        grain: '16KiB',
        workers,
      };
      let amidLines = 0;
      for (let round = 0; round < 4; round++) {
        const log = drawLog(random, LOG_BYTES);
        const lengths = Array.from({ length: 3 }, () => random.between(1, log.length)).sort((a, b) => a - b);
        for (const length of lengths) {
          await writeFile(job.source as string, log.subarray(0, length));
          const phase = random.pick(['read', 'merge'] as const);
          const stopped = !(await summarizeStopped(job, 1, (progress) => progress.phase === phase));
          const ranges = (await readManifest(`${folder}/summary.spillway`))?.ranges;
          if (stopped && ranges?.at(-1)?.provisional != null) amidLines++;
        }
        await writeFile(job.source as string, log.subarray(0, -1));
        await summarize(job);
        const expected = await answerOf([log.subarray(0, -1)]);
        t.true((await readFile(job.output)).equals(expected.output), `seed ${seed}, round ${round}`);
        t.is(await readFile(job.rejects!, 'utf8'), expected.rejects, `seed ${seed}, round ${round}`);
      }
      t.true(amidLines > 0);
    }),
  );
}

const FIRST = '{"user_id":"1","type":"event","name":"page","id":"a"}\n';
const CUT = '{"user_id":"2","type":"event","name":"page","id":"b"}';

async function withSource(content: string, use: (job: SummarizeOptions) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/growing-`);
  try {
    await writeFile(`${folder}/source`, content);
    await use({ source: `${folder}/source`, output: `${folder}/summary`, workers: 1 });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const inMerge = (progress: Progress) => progress.phase === 'merge';

test('a source that still ends within a line is not read again: only the merge is resumed', (t) =>
  withSource(`${FIRST}${CUT}`, async (job) => {
    t.false(await summarizeStopped(job, 1, inMerge));
    const { resumedFrom, sourceBytes, lines } = await summarize(job);
    t.is(resumedFrom, FIRST.length + CUT.length);
    t.is(sourceBytes, resumedFrom);
    t.is(lines, 2);
    t.is(await readFile(job.output, 'utf8'), '1,,page=1\n2,,page=1\n');
  }));

test('a line that only got its line end counts once', (t) =>
  withSource(`${FIRST}${CUT}`, async (job) => {
    t.false(await summarizeStopped(job, 1, inMerge));
    await writeFile(job.source as string, `${FIRST}${CUT}\n`);
    const { resumedFrom, lines } = await summarize(job);
    t.is(resumedFrom, FIRST.length);
    t.is(lines, 2);
    t.is(await readFile(job.output, 'utf8'), '1,,page=1\n2,,page=1\n');
  }));

test('a source whose last line was edited or cut since it counted is refused by name', (t) =>
  withSource(`${FIRST}${CUT}`, async (job) => {
    t.false(await summarizeStopped(job, 1, inMerge));
    for (const changed of [`${FIRST}${CUT.replace('page', 'pagE')}`, `${FIRST}${CUT.slice(0, -3)}`]) {
      await writeFile(job.source as string, changed);
      await t.throwsAsync(summarize(job), { code: 'source-changed', message: /source .*--fresh/ });
    }
  }));

test('the last line of a source that is followed by another counts as it stands', (t) =>
  withSource(`${FIRST}${CUT}`, async (job) => {
    const second = `${job.source}2`;
    await writeFile(second, FIRST);
    const two = { ...job, source: [job.source as string, second] };
    t.false(await summarizeStopped(two, 1, inMerge));
    await writeFile(job.source as string, `${FIRST}${CUT}more`);
    const { lines } = await summarize(two);
    t.is(lines, 3);
    t.is(await readFile(job.output, 'utf8'), '1,,page=1\n2,,page=1\n');
  }));
