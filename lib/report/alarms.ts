import { thousands } from '../human.js';
import type { SummarizeStats } from '../job/stats.js';
import { totalRejects } from '../records/counters.js';

/** Shares of the lines from which a reader should look at the input. */
const MANY = 0.5;
const MANY_REJECTS = 0.05;

/** What in the figures of a job shows that the input may not be what was meant. */
export function alarms(stats: SummarizeStats): string[] {
  const { lines, events, attributes, anonymous, ignored } = stats;
  const rejected = totalRejects(stats);
  if (lines === 0) return ['The sources have no lines.'];
  const share = (count: number) =>
    `${thousands(count)} of ${thousands(lines)} lines (${count === lines ? 100 : Math.floor((100 * count) / lines)} %)`;
  const found: string[] = [];
  if (events + attributes === 0) found.push('No line is a valid activity: the summary is empty.');
  if (rejected >= lines * MANY_REJECTS) found.push(`${share(rejected)} were rejected.`);
  if (anonymous >= lines * MANY) found.push(`${share(anonymous)} have no user.`);
  if (ignored >= lines * MANY) found.push(`${share(ignored)} are of types that the mapping ignores.`);
  return found;
}
