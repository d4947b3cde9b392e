import { thousands } from '../human.js';
import { percent } from './chart.js';
import { type Html, html } from './html.js';

export interface CountRow {
  /** Text from the log, shown as it is. */
  readonly name: string;
  readonly count: number;
  /** The count for people; default: the number. */
  readonly text?: string | undefined;
}

/** Characters of a name, so that one does not take a screen. */
const MAX_SHOWN = 60;

/** Names with their counts, as a table whose rows have bars. */
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
