import { failedWith } from '../lib/disk/file-system.js';
import { writeStandardOutput } from '../lib/disk/standard-output.js';

/**
 * Writes text to standard output. If its reader leaves early, as `| head` does, that is no failure. Any other failure is
 * `output-failed`.
 */
export async function print(text: string): Promise<void> {
  try {
    await writeStandardOutput(Buffer.from(text));
  } catch (error) {
    if (!failedWith((error as Error).cause, 'EPIPE')) throw error;
  }
}
