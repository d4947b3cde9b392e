import { nameOfOutput } from '../lib/disk/standard-output.js';
import type { GenerateStats } from '../lib/generate.js';
import { thousands } from '../lib/human.js';
import type { SummarizeOptions } from '../lib/job/job-settings.js';
import type { Progress } from '../lib/job/progress.js';
import type { SummarizeStats } from '../lib/job/stats.js';
import { formatSize } from '../lib/options.js';
import { totalRejects } from '../lib/records/counters.js';
import { placeOfReject } from '../lib/records/reject.js';
import type { VerifyStats } from '../lib/verify.js';

// What the command says, for people. Numbers of things have thousands separators, places do not: they are copied.

function count(number: number, one: string, many = `${one}s`): string {
  return `${thousands(number)} ${number === 1 ? one : many}`;
}

export function describeResume({ resumedFrom, totalBytes, runs }: Progress): string {
  // An archive is read again from its start, but what was saved of it is passed over.
  if (resumedFrom === 0) return `goes on with ${count(runs, 'run')} that an earlier start has saved`;
  return `goes on from byte ${resumedFrom} of ${totalBytes}: what is before it was saved by an earlier start`;
}

export const NOT_RESUMABLE =
  'nothing is saved on the way, since what is read or written is a pipe: stopped, the job begins again';

export function describeResult(output: string, stats: SummarizeStats): string {
  const { users, lines, sourceBytes, resumedFrom, seconds, runs, spilledBytes, peakRss } = stats;
  const rate = formatSize(Math.round((sourceBytes - resumedFrom) / Math.max(0.001, seconds)));
  return [
    `${nameOfOutput(output)}: ${count(users, 'user')} of ${count(lines, 'line')}${describeSkipped(stats)}`,
    `${formatSize(sourceBytes)} in ${seconds.toFixed(1)} s (${rate}/s), ${count(runs, 'run')} of ${formatSize(spilledBytes)}, peak memory ${formatSize(peakRss)}`,
  ].join('\n');
}

function describeSkipped({ anonymous, ignored }: SummarizeStats): string {
  const skipped = [];
  if (anonymous > 0) skipped.push(`${count(anonymous, 'line')} without a user skipped`);
  if (ignored > 0) skipped.push(`${count(ignored, 'line')} of other types ignored`);
  return skipped.length === 0 ? '' : ` (${skipped.join(', ')})`;
}

/** How many, by code, where the first one is, and where all of them are. */
export function describeRejects(
  stats: SummarizeStats,
  { rejects, input }: Pick<SummarizeOptions, 'rejects' | 'input'>,
): string {
  const codes = Object.entries(stats.rejects).map(([code, lines]) => `${thousands(lines)} ${code}`);
  const total = totalRejects(stats);
  const first = stats.firstReject;
  const unit = input === 'json' ? 'values' : 'bytes';
  const place = first === null ? '' : `; the first one is ${placeOfReject(first, unit)}: ${first.code}`;
  return [
    `${count(total, 'line was', 'lines were')} rejected: ${codes.join(', ')}${place}`,
    rejects === undefined ? 'name a file with --rejects to see them' : `they are in ${nameOfOutput(rejects)}`,
  ].join('\n');
}

export function describeEqual(output: string, reference: string, stats: VerifyStats): string {
  const { lines, bytes, identical } = stats;
  const how = identical ? '' : '; they say the same, with other quotes or in another layout';
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
