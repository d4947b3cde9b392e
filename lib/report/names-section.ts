import { thousands } from '../human.js';
import type { NameCounts } from '../names/frequent-names.js';
import type { SummaryNames } from '../names/summary-names.js';
import { countTable } from './count-table.js';
import { type Html, html } from './html.js';

const SHOWN = 20;

/** The most frequent names, with a note on what exactly was counted. */
export function namesSection({ events, attributes }: Pick<SummaryNames, 'events' | 'attributes'>): Html {
  return html`<section class="columns2" aria-label="Names">
<div><h2>Most frequent events</h2>
<p>Counted in the summary: the distinct ids of each event name, added up over all users.</p>
${nameTable(['event', 'distinct ids'], 'event', events)}</div>
<div><h2>Most frequent attributes</h2>
<p>Counted in the summary: the users who have an attribute of each name.</p>
${nameTable(['attribute', 'users'], 'attribute', attributes)}</div>
</section>`;
}

function nameTable(heads: readonly [string, string], color: string, { atLeast, missed }: NameCounts): Html {
  // A name with a lower count may be less frequent than one that is not held.
  const certain = [...atLeast].filter(([, count]) => count > missed);
  certain.sort(([a, more], [b, fewer]) => fewer - more || (a < b ? -1 : 1));
  const rows = certain.slice(0, SHOWN).map(([name, count]) => ({
    name,
    count,
    text: missed === 0 ? undefined : `≥ ${thousands(count)}`,
  }));
  const table = rows.length === 0 ? html`<p class="none">None.</p>` : countTable(heads, color, rows);
  const words = note(rows.length, atLeast.size, missed);
  return html`${table}${words === '' ? undefined : html`\n<p class="note">${words}</p>`}`;
}

function note(shown: number, held: number, missed: number): string {
  if (missed === 0) return shown === held ? '' : `${thousands(held)} names in all; the counts are exact.`;
  return (
    'There are too many different names to hold all of them: ' +
    `a count may be up to ${thousands(missed)} too low, and names that occur up to ${thousands(2 * missed)} times may be missing.`
  );
}
