import { thousands } from '../human.js';
import type { SummaryNames } from '../names/summary-names.js';
import type { SizeClasses } from '../names/user-sizes.js';
import { type CountRow, countTable } from './count-table.js';
import { type Html, html } from './html.js';

/** How many users have how much: distinct events, and attributes. */
export function usersSection({ eventsOfUsers, attributesOfUsers }: SummaryNames): Html | undefined {
  if (!eventsOfUsers.some((users) => users > 0)) return undefined;
  return html`<section class="columns2" aria-label="Users">
<div><h2>Users by number of events</h2>
<p>Distinct ids of all event names together.</p>
${countTable(['events', 'users'], 'event', rowsOf(eventsOfUsers))}</div>
<div><h2>Users by number of attributes</h2>
<p>Attributes that have a value in the end.</p>
${countTable(['attributes', 'users'], 'attribute', rowsOf(attributesOfUsers))}</div>
</section>`;
}

/** From the first class that has users to the last. */
function rowsOf(classes: SizeClasses): CountRow[] {
  const rows = classes.map((count, index) => ({ name: sizeOf(index), count }));
  return rows.slice(
    rows.findIndex(({ count }) => count > 0),
    rows.findLastIndex(({ count }) => count > 0) + 1,
  );
}

function sizeOf(index: number): string {
  if (index < 2) return String(index);
  return `${thousands(2 ** (index - 1))} to ${thousands(2 ** index - 1)}`;
}
