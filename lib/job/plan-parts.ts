import type { Run } from '../records/run.js';
import type { UserRange } from '../records/user-range.js';
import { partitionUsers } from '../storage/partition-users.js';
import type { RunFooter } from '../storage/run-format.js';
import { RunReader } from '../storage/run-reader.js';

/** Cuts the users of runs into parts of about `grain` bytes of runs, which are merged one by one. */
export async function planParts(runs: readonly Run[], grain: number): Promise<UserRange[]> {
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  const parts = Math.max(1, Math.round(bytes / grain));
  if (parts === 1) return [{}];
  const footers: RunFooter[] = [];
  let order: RunReader['order'] = 'bytes';
  for (const { file } of runs) {
    const reader = await RunReader.open(file);
    await reader.close();
    footers.push(reader.footer);
    order = reader.order;
  }
  return partitionUsers(footers, order, parts);
}
