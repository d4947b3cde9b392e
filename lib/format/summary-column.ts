import { SpillwayError } from '../errors.js';
import type { OutputFormat } from './output-format.js';

/** What a fact of a user is. */
export type FactKind = 'attribute' | 'event' | 'measure';
const KINDS: readonly FactKind[] = ['attribute', 'event', 'measure'];

/** A column of the wide form: the facts of a name. Plain data. */
export interface SummaryColumn {
  /** What the column is called. */
  readonly label: string;
  readonly name: string;
  /** Undefined: an attribute of that name, or else the event, or else the measure. */
  readonly kind: FactKind | undefined;
}

export const MAX_COLUMNS = 1000;
/** The first column of every wide form. */
const USER = 'user_id';

/**
 * The columns of names: `city`, or `attribute:city`, `event:page` and `measure:revenue`, where several kinds have the name or it
 * has a colon. Fails
 * with `bad-option`.
 */
export function readColumns(names: readonly string[]): SummaryColumn[] {
  const columns = names.map(columnOf);
  const wrong = columns.find(({ name }) => name === '');
  if (columns.length === 0 || wrong !== undefined) {
    throw bad("columns must be names such as 'city' or 'event:page', and none of them empty");
  }
  if (columns.length > MAX_COLUMNS)
    throw bad(`columns must be ${MAX_COLUMNS} names at most, not ${columns.length}`);
  return labelled(columns);
}

/** The columns of the wide form, if one is asked for. */
export function columnsFor(
  format: OutputFormat,
  names: readonly string[] | undefined,
): SummaryColumn[] | undefined {
  if (names === undefined) return undefined;
  if (format !== 'line') return readColumns(names);
  throw bad('columns are not of the line format; choose ndjson, csv or parquet as the format');
}

function columnOf(given: string): Omit<SummaryColumn, 'label'> {
  const kind = KINDS.find((kind) => given.startsWith(`${kind}:`));
  return { name: kind === undefined ? given : given.slice(kind.length + 1), kind };
}

/** Columns are called as their names, unless that would be said twice, or of the user. */
export function labelled(columns: readonly Omit<SummaryColumn, 'label'>[]): SummaryColumn[] {
  const uses = new Map<string, number>([[USER, 1]]);
  for (const { name } of columns) uses.set(name, (uses.get(name) ?? 0) + 1);
  const all = columns.map(({ name, kind }) => {
    const once = uses.get(name) === 1;
    return { label: once || kind === undefined ? name : `${kind}:${name}`, name, kind };
  });
  const labels = new Set([USER]);
  for (const { label } of all) {
    if (labels.has(label)) {
      const way =
        label === USER
          ? `it is the first one; name an attribute of that name attribute:${USER}`
          : 'once is enough';
      throw bad(`columns: '${label}' is named more than once; ${way}`);
    }
    labels.add(label);
  }
  return all;
}

/** The names of a list: `a,b`; a comma or backslash that belongs to a name has a backslash before it. */
export function splitNames(list: string): string[] {
  const names = [''];
  for (const [, escaped, character = ''] of list.matchAll(/\\([\\,])|([\s\S])/g)) {
    if (character === ',') names.push('');
    else names[names.length - 1] += escaped ?? character;
  }
  return names;
}

function bad(message: string): SpillwayError {
  return new SpillwayError('bad-option', message, { option: 'columns' });
}
