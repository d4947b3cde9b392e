import type { ActivityBatch } from '../records/activity-batch.js';
import type { PositionUnit } from '../records/source-position.js';
import { LineScanner, type LineScannerOptions } from './line-scanner.js';
import { RewritingScanner } from './rewriting-scanner.js';

/** Lines of JSON → the columns of an ActivityBatch. */
export interface RecordScanner {
  /** See LineScanner. */
  place(before: number, length: number): Uint8Array | undefined;
  scan(lines: Uint8Array | readonly Uint8Array[], start: number, stays?: boolean): ActivityBatch;
  /** See LineTaker. */
  take?(lines: readonly Uint8Array[], start: number): Iterable<ActivityBatch>;
}

/** The scanner for a mapping. `unit`: what positions count. */
export function recordScanner(options: LineScannerOptions, unit: PositionUnit = 'bytes'): RecordScanner {
  const { mapping } = options;
  return mapping?.forms === undefined
    ? new LineScanner(options)
    : new RewritingScanner({ ...options, mapping }, unit === 'values');
}
