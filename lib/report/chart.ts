import { formatDuration } from '../human.js';
import { byteTicks, secondTicks, type Ticks } from './axis.js';
import { type Html, html } from './html.js';

/** A value (bytes, or bytes per second) over an interval of time, in seconds since the job was started. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

export interface Series {
  readonly name: string;
  /** The class in the style sheet that sets its colour. */
  readonly color: 'read' | 'merge' | 'memory' | 'spill';
  /** Ascending, without overlaps. */
  readonly intervals: readonly Interval[];
}

export interface Chart {
  readonly title: string;
  /** What it shows, in words: text beside the picture, and its label for screen readers. */
  readonly about: string;
  readonly series: readonly Series[];
  /** Where the time axis ends. */
  readonly seconds: number;
  /** When one phase ends and the next begins, in seconds. */
  readonly phaseEnd?: number | undefined;
  readonly format: (value: number) => string;
}

/** Size of the picture in its own units; it is stretched to fit. The labels are text beside it and keep their size. */
const WIDTH = 1000;
const HEIGHT = 100;

/** An SVG chart over time. Needs no script: hovering over an interval shows its value, and a table lists all values. */
export function chart({ title, about, series, seconds, phaseEnd, format }: Chart): Html {
  const values = series.flatMap(({ intervals }) => intervals.map(({ value }) => value));
  const rows = byteTicks(Math.max(0, ...values));
  const scale = { x: seconds === 0 ? 0 : WIDTH / seconds, y: HEIGHT / rows.at(-1)! };
  const lines = rows.map((value) => {
    const y = HEIGHT - value * scale.y;
    return html`<line class="grid" x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"/>`;
  });
  return html`<figure class="chart">
<figcaption><h3>${title}</h3><p>${about}</p>${series.length > 1 ? legend(series) : undefined}</figcaption>
<div class="plot">
<div class="rows" aria-hidden="true">${labels(rows, rows.at(-1)!, 'bottom', format)}</div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}. ${about}">
${lines}
${series.map((each) => area(each, scale))}
${phaseEnd === undefined ? undefined : phaseLine(phaseEnd * scale.x)}
${series.map(({ intervals }) => intervals.map((interval) => hover(interval, scale.x, format)))}
</svg>
<div class="columns" aria-hidden="true">${labels(secondTicks(seconds), seconds, 'left', formatDuration)}</div>
</div>
${table(series, title, format)}
</figure>`;
}

interface Scale {
  readonly x: number;
  readonly y: number;
}

function legend(series: readonly Series[]): Html {
  return html`<ul class="legend">${series.map(
    ({ name, color }) => html`<li><span class="swatch ${color}"></span>${name}</li>`,
  )}</ul>`;
}

function labels(
  ticks: Ticks,
  end: number,
  side: 'left' | 'bottom',
  format: (value: number) => string,
): Html[] {
  return ticks.map((value) => html`<span style="${side}:${percent(value, end)}">${format(value)}</span>`);
}

export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(3))}%`;
}

function phaseLine(x: number): Html {
  return html`<line class="phase" x1="${round(x)}" x2="${round(x)}" y1="0" y2="${HEIGHT}"/>`;
}

/** The intervals as steps, with the area below them filled. */
function area({ color, intervals }: Series, scale: Scale): Html | undefined {
  const [first, last] = [intervals[0], intervals.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const steps = intervals.map(({ from, to, value }) => {
    const y = round(HEIGHT - value * scale.y);
    return `${round(from * scale.x)} ${y}H${round(to * scale.x)}`;
  });
  const line = `M${steps.join('L')}`;
  const below = `${line}V${HEIGHT}H${round(first.from * scale.x)}Z`;
  return html`<path class="below ${color}" d="${below}"/><path class="line ${color}" d="${line}"/>`;
}

function hover({ from, to, value }: Interval, scale: number, format: (value: number) => string): Html {
  const [x, width] = [round(from * scale), round((to - from) * scale)];
  return html`<rect class="hover" x="${x}" y="0" width="${width}" height="${HEIGHT}"><title>${moments(from, to)}: ${format(value)}</title></rect>`;
}

function moments(from: number, to: number): string {
  return `${formatDuration(from)} to ${formatDuration(to)}`;
}

function table(series: readonly Series[], title: string, format: (value: number) => string): Html {
  const rows = series.flatMap(({ name, intervals }) =>
    intervals.map(
      ({ from, to, value }) =>
        html`<tr>${series.length > 1 ? html`<td>${name}</td>` : undefined}<th scope="row">${moments(from, to)}</th><td class="number">${format(value)}</td></tr>\n`,
    ),
  );
  return html`<details><summary>${title} as a table</summary><table><tbody>\n${rows}</tbody></table></details>`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
