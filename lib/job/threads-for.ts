import type { JobSettings } from './job-settings.js';

/** With less memory, merging the runs of a thread would cost more time than the thread saves. */
const MIN_THREAD_MEMORY = 2 ** 23;

/** How many threads the options allow. */
export function threadsFor({ workers, memory }: Pick<JobSettings, 'workers' | 'memory'>): number {
  return Math.max(1, Math.min(workers, Math.floor(memory / MIN_THREAD_MEMORY)));
}
