import { thousands } from '../human.js';
import { percent } from './chart.js';
import { type Html, html } from './html.js';

export interface CountRow {
  /** Text from the log, shown as text whatever it contains. */
  readonly name: string;
  readonly count: number;
  /** The count as shown. Default: the number with thousands separators. */
  readonly text?: string | undefined;
}

/** Most characters shown of a name; the rest is in its tooltip. */
const MAX_SHOWN = 60;

/** A table of names and counts, with a bar in each row. */
export function countTable(heads: readonly [string, string], color: string, rows: readonly CountRow[]): Html {
  const most = Math.max(0, ...rows.map(({ count }) => count));
  const lines = rows.map(
    ({ name, count, text }) =>
      html`<tr><th scope="row">${nameCell(name)}</th><td class="bar"><span class="${color}" style="width:${percent(count, most)}"></span></td><td class="number">${text ?? thousands(count)}</td></tr>\n`,
  );
  return html`<table class="counts">
<thead><tr><th scope="col">${heads[0]}</th><td></td><th scope="col" class="number">${heads[1]}</th></tr></thead>
<tbody>
${lines}</tbody></table>`;
}

function nameCell(name: string): Html {
  const characters = [...name];
  if (characters.length <= MAX_SHOWN) return html`<bdi>${name}</bdi>`;
  return html`<bdi title="${name}">${characters.slice(0, MAX_SHOWN - 1).join('')}…</bdi>`;
}
