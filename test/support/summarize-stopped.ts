import { type Progress, type SummarizeOptions, summarize } from '../../lib/index.js';

/** Resolves when the job was stopped, at its `at`-th word of progress of those that count, or is done (true). */
export async function summarizeStopped(
  options: SummarizeOptions,
  at: number,
  counts: (progress: Progress) => boolean = () => true,
): Promise<boolean> {
  const controller = new AbortController();
  let words = 0;
  const onProgress = (progress: Progress) => {
    if (counts(progress) && ++words === at) controller.abort();
  };
  try {
    await summarize({ ...options, signal: controller.signal, onProgress });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'aborted') throw error;
    return false;
  }
}
