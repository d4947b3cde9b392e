import { nameOfOutput } from '../lib/disk/standard-output.js';
import type { GenerateStats } from '../lib/generate.js';
import { thousands } from '../lib/human.js';
import type { ShownReject } from '../lib/job/first-rejects.js';
import type { SummarizeOptions } from '../lib/job/job-settings.js';
import type { Progress } from '../lib/job/progress.js';
import type { SummarizeStats } from '../lib/job/stats.js';
import { formatSize } from '../lib/options.js';
import { type Counters, totalRejects } from '../lib/records/counters.js';
import { describeIgnoredTypes, waysOut } from '../lib/records/describe-counts.js';
import { placeOfReject } from '../lib/records/reject.js';
import type { VerifyStats } from '../lib/verify.js';
import { printable } from './printable.js';

// The messages of the command. Counts have thousands separators; positions do not, so that they can be copied.

function count(number: number, one: string, many = `${one}s`): string {
  return `${thousands(number)} ${number === 1 ? one : many}`;
}

export function describeResume({ resumedFrom, totalBytes, runs }: Progress): string {
  // An archive is read again from its start, but what was saved of it is skipped.
  if (resumedFrom === 0) return `resumes with ${count(runs, 'run')} that an earlier start saved`;
  return `resumes from byte ${resumedFrom} of ${totalBytes}: an earlier start saved what is before it`;
}

export const NOT_RESUMABLE =
  'nothing is saved on the way, because a source or the output is a pipe: a stopped job begins again';

export function describeResult(output: string | undefined, stats: SummarizeStats): string {
  const { users, lines, sourceBytes, resumedFrom, seconds, runs, spilledBytes, peakRss } = stats;
  const rate = formatSize(Math.round((sourceBytes - resumedFrom) / Math.max(0.001, seconds)));
  const result = output === undefined ? '' : `${nameOfOutput(output)}: ${count(users, 'user')} of `;
  return [
    `${result}${count(lines, 'line')}${describeSkipped(stats)}`,
    `${formatSize(sourceBytes)} in ${seconds.toFixed(1)} s (${rate}/s), ${count(runs, 'run')} of ${formatSize(spilledBytes)}, peak memory ${formatSize(peakRss)}`,
    ...waysOut(stats),
  ].join('\n');
}

/** What a job was not about that had --head or --users. */
export function describeLook(
  { head, users, input }: Pick<SummarizeOptions, 'head' | 'users' | 'input'>,
  stats: SummarizeStats,
): string[] {
  const unit = input === 'json' ? 'value' : 'line';
  const unknown = users === undefined ? 0 : new Set(users).size - stats.users;
  return [
    ...(head === undefined || stats.lines < head
      ? []
      : [`only the first ${count(head, unit)} ${head === 1 ? 'was' : 'were'} read (--head)`]),
    ...(unknown === 0
      ? []
      : [`${count(unknown, 'of the users has', 'of the users have')} no valid activity`]),
  ];
}

/** How many users are in the changes, and how many exist no longer. */
export function describeChanges(
  changes: string,
  { changedUsers = 0, goneUsers = 0 }: SummarizeStats,
): string {
  const gone =
    goneUsers === 0 ? '' : `; ${count(goneUsers, 'user no longer exists', 'users no longer exist')}`;
  return `${nameOfOutput(changes)}: ${count(changedUsers, 'user')} new or changed since the last finished job${gone}`;
}

function describeSkipped(stats: SummarizeStats): string {
  const { anonymous, ignored } = stats;
  const skipped = [];
  if (anonymous > 0) skipped.push(`${count(anonymous, 'line')} without a user skipped`);
  if (ignored > 0) skipped.push(`${count(ignored, 'line')} ignored: ${describeIgnoredTypes(stats)}`);
  return skipped.length === 0 ? '' : ` (${skipped.join(', ')})`;
}

/** Most characters shown of a rejected line. */
const EXCERPT = 100;

/** How many lines were rejected, by code; where the first one is; what the first ones were, if known; where all of them are. */
export function describeRejects(
  stats: Counters,
  { rejects, input }: Pick<SummarizeOptions, 'rejects' | 'input'>,
  shown: readonly ShownReject[] = [],
): string {
  const codes = Object.entries(stats.rejects).map(([code, lines]) => `${thousands(lines)} ${code}`);
  const total = totalRejects(stats);
  const first = stats.firstReject;
  const unit = input === 'json' ? 'values' : 'bytes';
  const place = first === null ? '' : `; the first one is ${placeOfReject(first, unit)}: ${first.code}`;
  return [
    `${count(total, 'line was', 'lines were')} rejected: ${codes.join(', ')}${place}`,
    ...shown.map(describeReject),
    rejects === undefined ? 'name a file with --rejects to see them' : `they are in ${nameOfOutput(rejects)}`,
  ].join('\n');
}

function describeReject({ source, line, code, text }: ShownReject): string {
  const where = [...(line === undefined ? [] : [`line ${line}`]), ...(source === undefined ? [] : [source])];
  const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text;
  return `  ${[where.join(' of '), code, printable(excerpt)].filter((part) => part !== '').join(': ')}`;
}

export function describeEqual(output: string, reference: string, stats: VerifyStats): string {
  const { lines, bytes, identical } = stats;
  const how = identical ? '' : '; they hold the same facts, with other quotes or in another layout';
  return `${output} and ${reference} are equal: ${count(lines, 'line')}, ${count(bytes, 'byte')}${how}`;
}

/** What was generated, and where its reference is. */
export function describeGenerated(
  output: string,
  reference: string | undefined,
  stats: GenerateStats,
): string {
  const { bytes, lines, users, copies, anonymous } = stats;
  const log = `${output}: ${count(lines, 'line')}, ${count(bytes, 'byte')}, of ${count(users, 'user')}`;
  const details = `${count(copies, 'copy', 'copies')}, ${count(anonymous, 'line')} without a user`;
  return `${log} (${details})${reference === undefined ? '' : `\n${reference}: the summary it must have`}`;
}
