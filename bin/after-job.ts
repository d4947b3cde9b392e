import { writeDestination } from '../lib/disk/destination.js';
import type { DelimiterPolicy, OutputFormat } from '../lib/format/output-format.js';
import type { SummarizeStats } from '../lib/job/stats.js';
import { describeEqual } from './messages.js';

/** What is compared with a reference. */
interface Compared {
  readonly output?: string;
  readonly format?: OutputFormat;
  readonly delimiters?: DelimiterPolicy;
}

/** Compares an output with a reference. Resolves to the closing words. Loaded on demand: few jobs need it. */
export async function compareOutput(
  { output = '', format = 'line', delimiters }: Compared,
  reference: string,
  signal: AbortSignal,
): Promise<string> {
  const { verify } = await import('../lib/verify.js');
  return describeEqual(output, reference, await verify(output, reference, { format, delimiters, signal }));
}

export function writeStats(file: string, stats: SummarizeStats, signal: AbortSignal): Promise<void> {
  return writeDestination(file, [Buffer.from(`${JSON.stringify(stats, null, 2)}\n`)], signal);
}
