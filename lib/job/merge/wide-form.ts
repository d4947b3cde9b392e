import { type SummaryNames, SummaryNamesCounter } from '../../names/summary-names.js';
import { topColumns } from '../../names/top-columns.js';
import type { JobSettings } from '../job-settings.js';
import type { MergeTask } from './merge-part.js';
import type { OutputLines } from './write-output.js';

type Form = Pick<JobSettings, 'format' | 'delimiters' | 'emptySections' | 'columns'>;

/** What a merge does that only counts names. */
export function countingForm({
  delimiters,
  emptySections,
}: Form): Pick<MergeTask, keyof Form | 'countNames'> {
  return { format: 'nothing', delimiters, emptySections, countNames: true };
}

/**
 * How the output is written. Where its columns are the most frequent names, these are counted by another merge first, which
 * `count` begins.
 */
export async function formOf(
  { format, delimiters, emptySections, columns, top, onNote }: JobSettings,
  count: (onNames: (names: SummaryNames) => void) => OutputLines,
): Promise<Form> {
  const form = { format, delimiters, emptySections };
  if (top === undefined) return { ...form, columns };
  const counter = new SummaryNamesCounter();
  for await (const _ of count((names) => counter.addAll(names)).chunks());
  const { attributes, events } = counter.names;
  if (attributes.missed + events.missed > 0)
    onNote?.(
      'there are too many names to count all of them: the columns may not be of the most frequent ones',
    );
  return { ...form, columns: topColumns(counter.names, top) };
}
