import { failedWith } from '../lib/disk/file-system.js';
import { writeStandardOutput } from '../lib/disk/standard-output.js';

/**
 * Writes what was asked for to standard output. Who reads it may leave before it is whole, as `| head` does: that is no
 * failure. Any other is `output-failed`.
 */
export async function print(text: string): Promise<void> {
  try {
    await writeStandardOutput(Buffer.from(text));
  } catch (error) {
    if (!failedWith((error as Error).cause, 'EPIPE')) throw error;
  }
}
