import type { DelimiterPolicy } from '../format/output-format.js';

/** One `name=value` of a summary's line, as it is written. */
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

/** Under the policy `escape` a backslash takes the character after it out of what delimits. */
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
 * What the field at `index` is, where the line tells. Nothing marks where attributes end and events begin, unless one
 * section is empty; but names ascend in each, and of events the value is a count. Whatever border agrees with that is
 * possible, and where the possible ones disagree about the field the answer is undefined.
 */
export function kindOf(fields: readonly Field[], index: number): 'attribute' | 'event' | undefined {
  const borders = possibleBorders(fields);
  if (borders === undefined) return undefined;
  if (index < borders.first) return 'attribute';
  return index >= borders.last ? 'event' : undefined;
}

/** The first and the last index at which the events may begin. All between them are possible. */
function possibleBorders(fields: readonly Field[]): { first: number; last: number } | undefined {
  if (fields[0]?.raw === '') return { first: 0, last: 0 };
  if (fields.at(-1)?.raw === '') return { first: fields.length - 1, last: fields.length - 1 };
  let first = fields.length;
  while (first > 0 && isCount(fields[first - 1]!) && ascends(fields, first)) first--;
  let last = 0;
  while (last < fields.length && (last === 0 || ascends(fields, last))) last++;
  return first <= last ? { first, last } : undefined;
}

/** Whether the name at `index` comes after the one before it; true where there is none to compare. */
function ascends(fields: readonly Field[], index: number): boolean {
  const [before, after] = [fields[index - 1], fields[index]];
  return before === undefined || after === undefined || before.name < after.name;
}

function isCount({ value }: Field): boolean {
  return value !== undefined && /^[1-9][0-9]*$/.test(value);
}
