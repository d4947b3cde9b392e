import type { ClusterCut } from './cut-format.js';
import type { ClusterPlan } from './plan-format.js';
import { findMapReceipts, findPartReceipts } from './receipts.js';

/** The indices of the ranges that no attempt has a receipt of. */
export async function rangesLeft(
  exchange: string,
  { id, starts }: Pick<ClusterPlan, 'id' | 'starts'>,
): Promise<number[]> {
  return without(await findMapReceipts(exchange, id, starts.length), (receipt) => receipt !== undefined);
}

/** The indices of the parts that no attempt has a receipt of. */
export async function partsLeft(
  exchange: string,
  { id, parts }: Pick<ClusterCut, 'id' | 'parts'>,
): Promise<number[]> {
  return without(await findPartReceipts(exchange, id, parts.length), (receipts) => receipts.length > 0);
}

function without<T>(tasks: readonly T[], isDone: (task: T) => boolean): number[] {
  return [...tasks.keys()].filter((index) => !isDone(tasks[index]!));
}
