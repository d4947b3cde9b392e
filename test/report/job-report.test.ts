import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { type SummarizeOptions, summarize } from '../../lib/index.js';
import { formatSize } from '../../lib/options.js';
import { failsWith } from '../support/fails-with.js';
import { withFolder } from '../support/folder.js';
import { linesOf } from '../support/scanned.js';

const LOG = linesOf([
  ...Array.from({ length: 3000 }, (_, index) => ({
    user_id: index % 100,
    type: 'event',
    id: index % 2000,
    name: index % 3 === 0 ? 'page' : 'sign <up>',
    // So that the log is several batches long.
    ignored: 'x'.repeat(500),
  })),
  ...Array.from({ length: 300 }, (_, index) => ({
    user_id: index % 100,
    type: 'attributes',
    timestamp: index,
    data: index < 60 ? { city: 'Oslo', plan: 'free' } : { city: 'Bergen' },
  })),
  '7',
]);

function withJob(
  use: (options: SummarizeOptions & { source: string }, page: () => string) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/source`, LOG);
    const options = {
      source: `${folder}/source`,
      output: `${folder}/summary`,
      report: `${folder}/report.html`,
    };
    await use({ ...options, memory: '32MiB', workers: 1 }, () =>
      readFileSync(`${folder}/report.html`, 'utf8'),
    );
  });
}

/** Names and counts of the page's tables. */
function counts(page: string): [string, string][] {
  const rows = page.matchAll(/<tr><th scope="row"><bdi>([^<]*)<\/bdi><\/th>.*?<td class="number">([^<]*)</g);
  return [...rows].map(([, name, count]) => [name!, count!]);
}

const COUNTS = [
  ['not-an-object', '1'],
  ['sign &lt;up&gt;', '1,667'],
  ['page', '1,000'],
  ['city', '100'],
  ['plan', '60'],
];

test('names and rejects are counted alike in any number of threads', (t) =>
  withJob(async (options, page) => {
    for (const workers of [1, 2]) {
      await summarize({ ...options, workers, grain: 400_000, checkpointEvery: 5000 });
      t.like(counts(page()), COUNTS, `${workers}`);
    }
  }));

test('the report of a resumed job includes what was read before', (t) =>
  withJob(async (options, page) => {
    const parts = { ...options, checkpointEvery: 5000 };
    // The last line is rejected.
    await failsWith(t, summarize({ ...parts, maxRejects: 0 }), 'too-many-rejects');
    const { resumedFrom, runs } = await summarize(parts);
    t.true(resumedFrom > 0);
    t.like(counts(page()), COUNTS);
    t.true(page().includes(`>in ${runs} runs<`));
    t.true(page().includes(`>${formatSize(resumedFrom)} of it by earlier starts<`));
  }));

test('a report that cannot be written fails before anything is read, and no report overwrites a file of the job', (t) =>
  withJob(async (options) => {
    await failsWith(
      t,
      summarize({ ...options, report: '/nowhere/report' }),
      'output-failed',
      '/nowhere/report',
    );
    for (const report of [options.source, options.output]) {
      await failsWith(t, summarize({ ...options, report }), 'bad-option', 'report: ', 'name another file');
    }
    t.deepEqual(readFileSync(options.source), LOG);
  }));
