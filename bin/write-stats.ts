import { writeDestination } from '../lib/disk/destination.js';
import type { SummarizeStats } from '../lib/job/stats.js';

/** Writes the figures of a job as JSON. */
export function writeStats(file: string, stats: SummarizeStats, signal: AbortSignal): Promise<void> {
  return writeDestination(file, [Buffer.from(`${JSON.stringify(stats, null, 2)}\n`)], signal);
}
