import { nameOfOutput, STANDARD_OUTPUT } from '../disk/standard-output.js';
import { formatDuration, thousands } from '../human.js';
import type { TimeSpan } from '../inspect/time-span.js';
import type { ShownReject } from '../job/first-rejects.js';
import { formatSize } from '../options.js';
import { totalRejects } from '../records/counters.js';
import { placeOfReject } from '../records/reject.js';
import { alarms } from './alarms.js';
import { percent } from './chart.js';
import { countTable } from './count-table.js';
import { type Html, html } from './html.js';
import { formatRate, jobCharts } from './job-charts.js';
import type { JobRecord } from './job-record.js';
import { namesSection } from './names-section.js';
import { STYLE } from './style.js';
import { phaseSpan } from './throughput.js';
import { usersSection } from './users-section.js';

/** Shorter jobs have nothing to see over time. */
const SHORT_SECONDS = 2;
/** Most characters shown of a rejected line. */
const EXCERPT = 200;
const SHOWN_TYPES = 20;

/**
 * A job as one self-contained page of HTML: no script, no font, no network, all of which its security policy forbids.
 * Names come from the log and are shown as text, whatever they contain.
 */
export function formatReport(record: JobRecord): string {
  const { sources, finished, samples } = record;
  const output = record.output === undefined ? 'changes' : shortName(record.output);
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
${warnings(record)}
${figures(record)}
${phases(record)}
${
  (samples.at(-1)?.seconds ?? 0) < SHORT_SECONDS
    ? undefined
    : html`<section aria-label="Over time"><h2>Over time</h2>
${jobCharts(record)}
</section>`
}
${rejects(record)}
${ignoredTypes(record)}
${namesSection(record.names)}
${usersSection(record.names)}
${details(record)}
</main>
</body>
</html>
`.text;
}

function sourceNames(sources: JobRecord['sources']): string {
  const [first, ...others] = sources;
  if (first === undefined) return 'standard input';
  const name = shortName(first.path);
  return others.length === 0 ? name : `${name} and ${thousands(others.length)} more`;
}

/** The last part of a path: the whole one stands below, among the sources. */
function shortName(path: string): string {
  return path === STANDARD_OUTPUT ? nameOfOutput(path) : path.replace(/^.*\/(?=.)/s, '');
}

function warnings({ stats }: JobRecord): Html | undefined {
  const found = alarms(stats);
  if (found.length === 0) return undefined;
  return html`<section class="alarm" aria-label="Look at this"><h2>Look at this</h2>
<ul>${found.map((text) => html`<li>${text}</li>\n`)}</ul></section>`;
}

function figures({ stats, timeSpan }: JobRecord): Html {
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
    [
      'spilled',
      formatSize(stats.spilledBytes),
      `in ${thousands(stats.runs)} ${stats.runs === 1 ? 'run' : 'runs'}`,
    ],
    ...(timeSpan === undefined ? [] : [spanOf(timeSpan)]),
  ];
  return html`<section aria-label="Figures"><dl class="tiles">
${tiles.map(([name, value, more]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${more}</dd></div>\n`)}</dl></section>`;
}

function spanOf({ path, from, to }: TimeSpan): readonly [string, string, string] {
  const day = (time: string) => time.replace(/^\+0*/, '').slice(0, 10);
  const days = day(from) === day(to) ? day(from) : `${day(from)} to ${day(to)}`;
  return ['time span', days, `of ${path}, in a sample of the records`];
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

function rejects({ stats, options, firstRejects }: JobRecord): Html {
  const rows = Object.entries(stats.rejects).map(([name, count]) => ({ name, count }));
  rows.sort((a, b) => b.count - a.count);
  const first = stats.firstReject;
  const body =
    first === null
      ? html`<p class="none">No line was rejected.</p>`
      : html`<p>${thousands(totalRejects(stats))} of ${thousands(stats.lines)} lines were rejected. The first one is <bdi>${placeOfReject(first, options['input'] === 'json' ? 'values' : 'bytes')}</bdi>.</p>
${countTable(['code', 'lines'], 'reject', rows)}
${rejectedLines(firstRejects)}`;
  return html`<section aria-label="Rejects"><h2>Rejects by code</h2>
${body}
</section>`;
}

function rejectedLines(shown: readonly ShownReject[]): Html | undefined {
  if (shown.length === 0) return undefined;
  const rows = shown.map(({ source, line, code, text }) => {
    const place = [line === undefined ? '' : `line ${line}`, source === undefined ? '' : shortName(source)];
    const where = place.filter((part) => part !== '').join(' of ');
    return html`<tr><th scope="row"><bdi>${where}</bdi></th><td>${code}</td><td class="text"><bdi>${text.slice(0, EXCERPT)}${text.length > EXCERPT ? '…' : ''}</bdi></td></tr>\n`;
  });
  return html`<h3>The first of them</h3>
<table class="rejected"><thead><tr><th scope="col">where</th><th scope="col">code</th><th scope="col">line</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function ignoredTypes({ stats }: JobRecord): Html | undefined {
  const { ignored, ignoredTypes: types = [] } = stats;
  if (ignored === 0) return undefined;
  const rows = types.map(({ type, lines }) => ({ name: type === '' ? '(no type)' : type, count: lines }));
  rows.sort((a, b) => b.count - a.count);
  return html`<section aria-label="Ignored"><h2>Ignored by type</h2>
<p>${thousands(ignored)} lines are of types that the mapping ignores.</p>
${rows.length === 0 ? undefined : countTable(['type', 'lines'], 'spill', rows.slice(0, SHOWN_TYPES))}</section>`;
}

function details({ sources, options, versions }: JobRecord): Html {
  const rows = Object.entries(options).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td><bdi>${value}</bdi></td></tr>\n`,
  );
  const files = sources.map(
    ({ path, size }) =>
      html`<tr><th scope="row"><bdi>${path}</bdi></th><td class="number">${formatSize(size)}</td></tr>\n`,
  );
  return html`<section class="columns2" aria-label="Options and sources">
<div><h2>Options</h2><table><tbody>
${rows}</tbody></table>
<p class="note">Written by ${versions}.</p></div>
<div><h2>Sources</h2><table><tbody>
${files}</tbody></table></div>
</section>`;
}
