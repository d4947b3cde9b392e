import type { DelimiterPolicy } from '../format/output-format.js';
import { type Field, kindOf, splitLine } from './fields.js';
import { quote, quoteName } from './quote.js';

/** A difference, explained, and both sides of it where there are two. */
export interface FieldDifference {
  readonly message: string;
  readonly found?: string | undefined;
  readonly expected?: string | undefined;
}

/** Explains the first difference of two different lines of the same user. */
export function explainLine(ours: string, theirs: string, delimiters: DelimiterPolicy): FieldDifference {
  if (ours === `${theirs}\r`) return { message: 'the line ends in CR LF, expected LF' };
  if (`${ours}\r` === theirs) return { message: 'the line ends in LF, expected CR LF' };
  const { fields } = splitLine(ours, delimiters);
  const { fields: expected } = splitLine(theirs, delimiters);
  let at = 0;
  while (fields[at]?.raw === expected[at]?.raw) at++;
  const [mine, other] = [fields[at], expected[at]];

  if (mine !== undefined && other !== undefined && mine.name === other.name) {
    return explainValue(mine, other, kindOf(expected, at) ?? kindOf(fields, at));
  }
  if (isMissing(other, fields.slice(at))) {
    return { message: `${label(expected, at)} is missing`, expected: other!.raw };
  }
  if (isMissing(mine, expected.slice(at))) {
    return { message: `${label(fields, at)} is not in the reference`, found: mine!.raw };
  }
  if (mine?.raw && other?.raw) {
    const message = `the names are in a different order: found ${label(fields, at)} where ${label(expected, at)} is expected`;
    return { message, found: mine.name, expected: other.name };
  }
  const [has, lacks] = mine?.raw === '' ? ['the output', 'the reference'] : ['the reference', 'the output'];
  return { message: `an empty section keeps its comma in ${has}, but not in ${lacks}` };
}

function explainValue(mine: Field, other: Field, kind: 'attribute' | 'event' | undefined): FieldDifference {
  const { value: found } = mine;
  const { value: expected } = other;
  if (found === undefined || expected === undefined) {
    return {
      message: `found ${quote(mine.raw, other.raw)} where ${quote(other.raw, mine.raw)} is expected`,
      found,
      expected,
    };
  }
  const name = `${kind === undefined ? '' : `${kind} `}${quoteName(mine.name)}`;
  const message =
    kind === 'event'
      ? `${name} has count ${found}, expected ${expected}`
      : `${name} is ${quote(found, expected)}, expected ${quote(expected, found)}`;
  return { message, found, expected };
}

function isMissing(field: Field | undefined, among: readonly Field[]): boolean {
  return field !== undefined && field.raw !== '' && !among.some(({ name }) => name === field.name);
}

/** `attribute city`, or `'city'` if the line does not tell which kind it is. */
function label(fields: readonly Field[], at: number): string {
  const kind = kindOf(fields, at);
  const field = fields[at]!;
  return kind === undefined ? quote(field.name) : `${kind} ${quoteName(field.name)}`;
}
