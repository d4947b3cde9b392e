import { writeFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { formatReport } from '../../lib/report/format-report.js';
import type { JobRecord } from '../../lib/report/job-record.js';
import { CHROMIUM, launchBrowser } from '../support/browser.js';
import { withFolder } from '../support/folder.js';
import { HOSTILE_NAMES, RECORD } from '../support/job-record.js';

const inBrowser = CHROMIUM === undefined ? test.skip : test.serial;
const named = (title: string) =>
  CHROMIUM === undefined
    ? `${title}: skipped, because there is no Chromium here (install it, or set CHROMIUM to its path)`
    : title;

let browser: Browser;
test.before(async () => {
  if (CHROMIUM !== undefined) browser = await launchBrowser();
});
test.after.always(() => browser?.close());

/** Opens the report of a job from a file, as a person would. Fails if the page makes a request or logs a message. */
async function withPage(
  t: ExecutionContext,
  record: JobRecord,
  options: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const url = `file://${folder}/report.html`;
    writeFileSync(`${folder}/report.html`, formatReport(record));
    const { width, colorScheme } = options;
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
    const [asked, said]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(url);
    await use(page);
    t.deepEqual(asked, [url]);
    t.deepEqual(said, []);
    await page.close();
  });
}

inBrowser(
  named('names are shown as text whatever they contain, and the page cannot run or load anything'),
  (t) =>
    withPage(t, RECORD, { width: 1200, colorScheme: 'light' }, async (page) => {
      t.is(await page.title(), `script> → summary.csv: spillway`);
      t.is(await page.locator('script, img, link, iframe, [src], [href], [onerror]').count(), 0);
      const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
      t.is(await policy.getAttribute('content'), "default-src 'none'; style-src 'unsafe-inline'");
      const events = page.locator('section[aria-label="Names"] table').first().locator('tbody th');
      const shown = await events.allInnerTexts();
      t.deepEqual(shown.slice(0, 3), HOSTILE_NAMES.slice(0, 3));
      t.is(shown[3], '\\u{202e}right to left\\u{0000}');
      t.is(shown[4], `${'x'.repeat(59)}…`);
    }),
);

inBrowser(named('the page shows all figures of the job'), (t) =>
  withPage(t, RECORD, { width: 1200, colorScheme: 'light' }, async (page) => {
    const text = async (name: string) =>
      (await page.getByRole('region', { name }).allInnerTexts()).join().replace(/\s+/g, ' ');
    const figures = await text('Figures');
    for (const part of [
      'users 12,345 of 2,000,000 lines',
      'rejected 1,000 99,000 more without a user',
      'time 10 s',
    ])
      t.true(figures.includes(part), figures);
    t.regex(await text('Phases'), /reading 8 s 1,?000 MiB of the source merging 2 s 300 MiB of runs/);
    const rejects = await text('Rejects');
    t.regex(
      rejects,
      /1,000 of 2,000,000 lines were rejected\. The first one is at byte 4711\. .*delimiter 700 malformed-json 300/,
    );
    t.regex(rejects, /line 17 delimiter <\/style><img.* line 3 of b\.log malformed-json y{200}…/);
    t.regex(await text('Ignored'), /900 lines are of types .* "'&amp;<b> 800 \(no type\) 100/);
    t.regex(
      await text('Users'),
      /events users 1 5,000 2 to 3 300 4 to 7 0 8 to 15 7 .* attributes users 0 2 1 5,305/,
    );
    t.regex(figures, /time span 2026-11-01 to 2026-11-24 of timestamp, in a sample/);
    t.regex(await text('Options'), /Written by spillway 1\.2\.3, node 20/);
    t.is(await page.getByRole('region', { name: 'Look at this' }).count(), 0);
    const names = await text('Names');
    t.regex(names, /city ≥ 9,000 plan ≥ 8,000 There are too many different names/);
    t.false(names.includes('rare'), 'a name that may be less frequent than one that is not held');
    const bars = await page.locator('section[aria-label="Rejects"] .bar span').all();
    const [more, fewer] = await Promise.all(bars.map(async (bar) => (await bar.boundingBox())!.width));
    t.true(Math.abs(fewer! / more! - 3 / 7) < 0.02, `${fewer} / ${more}`);
  }),
);

inBrowser(named('charts are drawn to scale, with their values as text'), (t) =>
  withPage(t, RECORD, { width: 1200, colorScheme: 'light' }, async (page) => {
    for (const title of ['Throughput', 'Memory', 'Spills']) {
      const chart = page.getByRole('img', { name: new RegExp(`^${title}\\. `) });
      const { width, height } = (await chart.boundingBox())!;
      t.true(width > 800 && height > 100, title);
    }
    const throughput = page.getByRole('img', { name: /^Throughput/ });
    t.regex(
      (await throughput.getAttribute('aria-label'))!,
      /Reading: .* 125 MiB\/s on average.*Merging: .* 150 MiB\/s/,
    );
    const { y: top, height } = (await throughput.boundingBox())!;
    const read = (await throughput.locator('path.line.read').boundingBox())!;
    const merge = (await throughput.locator('path.line.merge').boundingBox())!;
    // 125 and 150 MiB/s on an axis up to 160.
    t.true(Math.abs((top + height - read.y) / height - 125 / 160) < 0.02, JSON.stringify(read));
    t.true(Math.abs((top + height - merge.y) / height - 150 / 160) < 0.02, JSON.stringify(merge));
    t.true(Math.abs(merge.width / read.width - 2 / 8) < 0.02);
    await page.getByText('Spills as a table').click();
    const rows = await page.locator('figure', { hasText: 'Spills' }).locator('tbody tr').allInnerTexts();
    t.is(rows.at(-1)?.replace(/\s+/g, ' '), '8 s to 10 s 300 MiB');
  }),
);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    inBrowser(named(`the page is accessible in ${colorScheme} colours at a width of ${width} pixels`), (t) =>
      withPage(t, RECORD, { width, colorScheme }, async (page) => {
        const { scrollWidth } = (await page.evaluate(
          '({ scrollWidth: document.documentElement.scrollWidth })',
        )) as {
          scrollWidth: number;
        };
        t.true(scrollWidth <= width, `${scrollWidth}: the page scrolls sideways`);
        const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
        t.is(background === 'rgb(246, 247, 249)', colorScheme === 'light');
        await page.evaluate(axe.source);
        const { violations } = (await page.evaluate('axe.run()')) as {
          violations: { id: string; help: string; nodes: { html: string }[] }[];
        };
        t.deepEqual(
          violations.map(
            ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`,
          ),
          [],
        );
      }),
    );
  }
}

test('a job that read nothing has a page too', (t) => {
  const {
    samples: [first],
  } = RECORD;
  const stats = {
    ...RECORD.stats,
    lines: 0,
    ignored: 0,
    rejects: {},
    firstReject: null,
    seconds: 0,
    runs: 0,
    spilledBytes: 0,
  };
  const names = { atLeast: new Map<string, number>(), missed: 0 };
  const page = formatReport({
    ...RECORD,
    stats,
    runs: [],
    samples: [first!, { ...first!, phase: 'merge' }],
    names: { events: names, attributes: names, eventsOfUsers: [], attributesOfUsers: [] },
    firstRejects: [],
    timeSpan: undefined,
  });
  t.notRegex(page, /NaN|Infinity|undefined/);
  t.true(page.includes('No line was rejected.'));
  t.true(page.includes('The sources have no lines.'));
  for (const absent of ['Over time', 'Users by', 'Ignored by', 'The first of them', 'time span'])
    t.false(page.includes(absent), absent);
});
