import type { DelimiterPolicy } from '../format/output-format.js';

/** One `name=value` in a line of a summary, as written. */
export interface Field {
  readonly raw: string;
  readonly name: string;
  /** Undefined if there is no `=`. */
  readonly value: string | undefined;
}

export interface UserFields {
  readonly user: string;
  readonly fields: readonly Field[];
}

/** Splits a line into its fields. Under the policy `escape`, a character after a backslash is not a delimiter. */
export function splitLine(line: string, delimiters: DelimiterPolicy): UserFields {
  const [user, ...raws] = split(line, ',', delimiters);
  const fields = raws.map((raw): Field => {
    const [name, ...values] = split(raw, '=', delimiters);
    return { raw, name: name!, value: values.length === 0 ? undefined : values.join('=') };
  });
  return { user: user!, fields };
}

function split(text: string, delimiter: string, delimiters: DelimiterPolicy): string[] {
  if (delimiters === 'reject' || !text.includes('\\')) return text.split(delimiter);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === delimiter) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/**
 * Whether the field at `index` is an attribute or an event, if the line tells. Nothing marks the border between the two,
 * unless one section is empty. But names ascend within each section, and the value of an event is a count. Every border
 * that fits is possible; if the possible borders disagree about the field, the result is undefined.
 */
export function kindOf(fields: readonly Field[], index: number): 'attribute' | 'event' | undefined {
  const borders = possibleBorders(fields);
  if (borders === undefined) return undefined;
  if (index < borders.first) return 'attribute';
  return index >= borders.last ? 'event' : undefined;
}

/** The first and the last index where the events may begin. Every index between them is possible too. */
function possibleBorders(fields: readonly Field[]): { first: number; last: number } | undefined {
  if (fields[0]?.raw === '') return { first: 0, last: 0 };
  if (fields.at(-1)?.raw === '') return { first: fields.length - 1, last: fields.length - 1 };
  let first = fields.length;
  while (first > 0 && isCount(fields[first - 1]!) && ascends(fields, first)) first--;
  let last = 0;
  while (last < fields.length && (last === 0 || ascends(fields, last))) last++;
  return first <= last ? { first, last } : undefined;
}

/** Whether the name at `index` sorts after the one before it; true if there is no pair to compare. */
function ascends(fields: readonly Field[], index: number): boolean {
  const [before, after] = [fields[index - 1], fields[index]];
  return before === undefined || after === undefined || before.name < after.name;
}

function isCount({ value }: Field): boolean {
  return value !== undefined && /^[1-9][0-9]*$/.test(value);
}
