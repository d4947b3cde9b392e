import { randomId } from '../disk/partial-file.js';

/**
 * A run's file name: `run-`, a position that it holds in 16 digits for people, and a random id, since several sources
 * may have runs with the same position.
 */
export function runFileName(position: number): string {
  return `run-${String(position).padStart(16, '0')}-${randomId()}.run`;
}

/** File name of a run that a merge writes, and removes before it ends. */
export function mergedRunFileName(): string {
  return `merge-${randomId()}.run`;
}
