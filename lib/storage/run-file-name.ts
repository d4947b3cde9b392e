/** A run's file name: `run-`, the position it ends at in 16 digits, `.run`; positions grow, so no two are alike. */
export function runFileName(position: number): string {
  return `run-${String(position).padStart(16, '0')}.run`;
}

/** File name of a run that a merge has made, and that is gone when the merge is over. */
export function mergedRunFileName(number: number): string {
  return `merge-${String(number).padStart(6, '0')}.run`;
}
