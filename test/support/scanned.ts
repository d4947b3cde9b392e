import { LineScanner } from '../../lib/parse/line-scanner.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';

/** Lines as parse passes them on: one batch, of a source that begins with them unless `start` says otherwise. */
export function scanned(
  lines: Uint8Array | readonly (string | object)[],
  start = 0,
  maxLine = 2 ** 20,
): ActivityBatch {
  const bytes = lines instanceof Uint8Array ? lines : linesOf(lines);
  const batch = new LineScanner({ maxLine }).scan(bytes, start);
  return start === 0 ? new ActivityBatch({ ...batch, line: 1 }) : batch;
}

/** One line each: a text as it is, an object as its JSON. */
export function linesOf(lines: readonly (string | object)[]): Buffer {
  return Buffer.from(
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
}
