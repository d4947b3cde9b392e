import { formatDuration, thousands } from '../human.js';
import { formatSize } from '../options.js';
import { totalRejects } from '../records/counters.js';
import { placeOfReject } from '../records/reject.js';
import { percent } from './chart.js';
import { countTable } from './count-table.js';
import { type Html, html } from './html.js';
import { formatRate, jobCharts } from './job-charts.js';
import type { JobRecord } from './job-record.js';
import { namesSection } from './names-section.js';
import { STYLE } from './style.js';
import { phaseSpan } from './throughput.js';

/**
 * A job as one self-contained page of HTML: no script, no font, no network, all of which its security policy forbids.
 * Names come from the log and are shown as text, whatever they contain.
 */
export function formatReport(record: JobRecord): string {
  const { sources, output, finished } = record;
  const title = `${sourceNames(sources)} → ${output}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}: spillway</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p>spillway summarize</p>
<h1><bdi>${sourceNames(sources)}</bdi> <span aria-hidden="true">→</span><span class="hidden">into</span> <bdi>${output}</bdi></h1>
<p>Finished on <time datetime="${finished.toISOString()}">${finished.toISOString().slice(0, 19).replace('T', ' at ')} UTC</time></p>
</header>
<main>
${figures(record)}
${phases(record)}
<section aria-label="Over time"><h2>Over time</h2>
${jobCharts(record)}
</section>
${rejects(record)}
${namesSection(record.names)}
${details(record)}
</main>
</body>
</html>
`.text;
}

function sourceNames(sources: JobRecord['sources']): string {
  const [first, ...others] = sources;
  if (first === undefined) return 'standard input';
  return others.length === 0 ? first.path : `${first.path} and ${thousands(others.length)} more`;
}

function figures({ stats }: JobRecord): Html {
  const read = stats.sourceBytes - stats.resumedFrom;
  const tiles: readonly (readonly [string, string, string])[] = [
    ['users', thousands(stats.users), `of ${thousands(stats.lines)} lines`],
    ['events', thousands(stats.events), 'valid lines, copies included'],
    ['attributes', thousands(stats.attributes), 'valid lines'],
    ['rejected', thousands(totalRejects(stats)), `${thousands(stats.anonymous)} more without a user`],
    ['read', formatSize(stats.sourceBytes), resumed(stats.resumedFrom)],
    [
      'time',
      formatDuration(stats.seconds),
      `${formatRate(read / Math.max(stats.seconds, 0.001))} of the source`,
    ],
    ['memory', formatSize(stats.peakRss), 'peak of the whole process'],
    ['spilled', formatSize(stats.spilledBytes), `in ${thousands(stats.runs)} runs`],
  ];
  return html`<section aria-label="Figures"><dl class="tiles">
${tiles.map(([name, value, more]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${more}</dd></div>\n`)}</dl></section>`;
}

function resumed(from: number): string {
  return from === 0 ? 'in one go' : `${formatSize(from)} of it by earlier starts`;
}

function phases({ samples, stats }: JobRecord): Html {
  const rows = [
    { name: 'reading', color: 'read', what: 'of the source', span: phaseSpan(samples, 'read') },
    { name: 'merging', color: 'merge', what: 'of runs', span: phaseSpan(samples, 'merge') },
  ];
  const lines = rows.map(({ name, color, what, span }) => {
    const { from, to, bytes } = span ?? { from: 0, to: 0, bytes: 0 };
    const [left, width] = [percent(from, stats.seconds), percent(to - from, stats.seconds)];
    return html`<tr><th scope="row">${name}</th><td class="bar"><span class="${color}" style="margin-left:${left};width:${width}"></span></td><td class="number">${formatDuration(to - from)}</td><td class="number">${formatSize(bytes)} ${what}</td></tr>\n`;
  });
  return html`<section aria-label="Phases"><h2>Phases</h2>
<table class="counts">
<thead><tr><th scope="col">phase</th><td></td><th scope="col" class="number">time</th><th scope="col" class="number">bytes</th></tr></thead>
<tbody>
${lines}</tbody></table></section>`;
}

function rejects({ stats, options }: JobRecord): Html {
  const rows = Object.entries(stats.rejects).map(([name, count]) => ({ name, count }));
  rows.sort((a, b) => b.count - a.count);
  const first = stats.firstReject;
  const body =
    first === null
      ? html`<p class="none">No line was rejected.</p>`
      : html`<p>${thousands(totalRejects(stats))} of ${thousands(stats.lines)} lines were rejected. The first one is <bdi>${placeOfReject(first, options['input'] === 'json' ? 'values' : 'bytes')}</bdi>.</p>
${countTable(['code', 'lines'], 'reject', rows)}`;
  return html`<section aria-label="Rejects"><h2>Rejects by code</h2>
${body}
</section>`;
}

function details({ sources, options }: JobRecord): Html {
  const rows = Object.entries(options).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td><bdi>${value}</bdi></td></tr>\n`,
  );
  const files = sources.map(
    ({ path, size }) =>
      html`<tr><th scope="row"><bdi>${path}</bdi></th><td class="number">${formatSize(size)}</td></tr>\n`,
  );
  return html`<section class="columns2" aria-label="Options and sources">
<div><h2>Options</h2><table><tbody>
${rows}</tbody></table></div>
<div><h2>Sources</h2><table><tbody>
${files}</tbody></table></div>
</section>`;
}
