import { labelled, type SummaryColumn } from '../format/summary-column.js';
import type { SummaryNames } from './summary-names.js';

/**
 * The columns of the most frequent names, the most frequent first: of attributes by the number of users, of events by the
 * number of distinct ids. Names of the same frequency are in the order of their bytes.
 */
export function topColumns(
  { attributes, events }: Pick<SummaryNames, 'attributes' | 'events'>,
  most: number,
): SummaryColumn[] {
  const named = [
    ...[...attributes.atLeast].map(([name, count]) => ({ name, count, kind: 'attribute' as const })),
    ...[...events.atLeast].map(([name, count]) => ({ name, count, kind: 'event' as const })),
  ];
  named.sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return labelled(named.slice(0, most).map(({ name, kind }) => ({ name, kind })));
}
