import { thousands } from '../human.js';
import { type Counters, totalRejects } from './counters.js';

/** Types that are named in a message. */
const FEW_TYPES = 8;
/** A share of lines from which it is worth saying what to do about them. */
const MANY = 0.01;
const MOST = 0.5;

/** How many lines were ignored of each type, the most frequent first. */
export function describeIgnoredTypes({
  ignored,
  ignoredTypes = [],
}: Pick<Counters, 'ignored' | 'ignoredTypes'>): string {
  const named = [...ignoredTypes].sort((a, b) => b.lines - a.lines).slice(0, FEW_TYPES);
  const others = ignored - named.reduce((sum, { lines }) => sum + lines, 0);
  const types = named.map(({ type, lines }) =>
    type === '' ? `${thousands(lines)} without a type` : `${thousands(lines)} ${JSON.stringify(type)}`,
  );
  return [...types, ...(others === 0 ? [] : [`${thousands(others)} of other types`])].join(', ');
}

/** What to do where much was passed over that might have counted: a sentence for each cause. */
export function waysOut(counters: Counters): string[] {
  const { lines, ignored, ignoredTypes = [], rejects } = counters;
  const delimiters = rejects.delimiter ?? 0;
  return [
    ...(delimiters > 0 && delimiters >= lines * MANY
      ? [
          'texts with , = or a line end are rejected by --delimiters reject: without it they are escaped, and --format ndjson or csv takes them as they are',
        ]
      : []),
    ...(ignoredTypes.some(({ type }) => type !== '') && ignored >= lines * MOST
      ? [
          'to count records of the ignored types, too, name them in "types" of a mapping (--map): { "preset": "segment", "types": { "page": "event", … } }',
        ]
      : []),
  ];
}

/** How many lines were rejected for each code. */
export function describeRejectCodes(counters: Counters): string {
  const codes = Object.entries(counters.rejects).map(([code, count]) => `${thousands(count)} ${code}`);
  return codes.length === 0 ? '' : `${thousands(totalRejects(counters))} rejected (${codes.join(', ')})`;
}
