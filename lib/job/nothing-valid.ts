import { thousands } from '../human.js';
import { readMapping } from '../mapping/read-mapping.js';
import { type Counters, totalRejects } from '../records/counters.js';
import { describeIgnoredTypes, describeRejectCodes, waysOut } from '../records/describe-counts.js';
import type { InputFormat } from '../sources/input-format.js';
import { describeSource } from '../sources/open-source.js';
import { nameOfSource } from '../sources/standard-input.js';
import type { SummarizeOptions } from './job-settings.js';
import { NothingValidError } from './nothing-valid-error.js';
import type { SummarizeStats } from './stats.js';

export function isNothingValid({ events, attributes }: Counters): boolean {
  return events === 0 && attributes === 0;
}

/** Says what the lines were and what the first source looks like. `sources`: paths of what was read; `kept`: whether saved work stays. */
export async function nothingValid(
  stats: SummarizeStats,
  { input = 'lines', map, users }: Pick<SummarizeOptions, 'input' | 'map' | 'users'>,
  sources: readonly string[],
  kept: boolean,
): Promise<NothingValidError> {
  const [first = '', ...others] = sources;
  // If there is no hint, the message is still needed.
  const looks = users === undefined ? await looksOf(first, input, map).catch(() => undefined) : undefined;
  const names = [nameOfSource(first), ...(others.length === 0 ? [] : [`${thousands(others.length)} more`])];
  const hint = looks === undefined ? '' : `; it looks like ${looks}`;
  const otherwise = kept ? '; to read the sources otherwise, add --fresh (fresh: true)' : '';
  const ways = waysOut(stats).map((way) => `${way}\n`);
  return new NothingValidError(
    `nothing valid ${users === undefined ? '' : 'of the users asked for '}in ${names.join(' and ')}: ${describeLines(stats)}${hint}\n${ways.join('')}` +
      `the output is left as it was; --allow-empty (allowEmpty: true) publishes an empty one${otherwise}`,
    stats,
  );
}

/** What a source looks like that can be read again. */
async function looksOf(
  source: string,
  input: InputFormat,
  map: SummarizeOptions['map'],
): Promise<string | undefined> {
  if (!(await describeSource(source)).resumable) return undefined;
  // Loaded only here, since hardly any job needs it.
  const [{ inspectSources }, { describeFit }] = await Promise.all([
    import('../inspect/inspect.js'),
    import('../inspect/describe-fit.js'),
  ]);
  const mapping = readMapping('summarize: map', map);
  return describeFit(await inspectSources([source], { otherThan: { input, mapping } }), input);
}

/** How many lines were ignored, by type; had no user; were rejected, by code. */
export function describeLines(counters: Counters): string {
  const { lines, anonymous, ignored } = counters;
  if (lines === 0) return 'there are no lines in it';
  // If only some users are summarised.
  const others = lines - anonymous - ignored - totalRejects(counters);
  const rejected = describeRejectCodes(counters);
  const parts = [
    ...(others === 0 ? [] : [`${thousands(others)} of other users`]),
    ...(ignored === 0 ? [] : [`${thousands(ignored)} ignored (${describeIgnoredTypes(counters)})`]),
    ...(anonymous === 0 ? [] : [`${thousands(anonymous)} without a user`]),
    ...(rejected === '' ? [] : [rejected]),
  ];
  return `of ${thousands(lines)} ${lines === 1 ? 'line' : 'lines'}, ${parts.join(', ')}`;
}
