import type { Summary } from '../../lib/records/summary.js';
import { SummaryBatch } from '../../lib/records/summary-batch.js';

/** Summaries as batches of so many rows, in the layout of kernel/layout/summary.ts, made without the kernel. */
export function summaryBatchesOf(summaries: readonly Summary[], rowsPerBatch: number): SummaryBatch[] {
  const batches: SummaryBatch[] = [];
  let rows: Buffer[] = [];
  let users = 0;
  const cut = () => {
    if (rows.length > 0) batches.push(new SummaryBatch(Buffer.concat(rows), users));
    rows = [];
    users = 0;
  };
  for (const { user_id, attributes, events } of summaries) {
    rows.push(Buffer.from([0]), text(user_id));
    users++;
    let held = 0;
    const add = (...row: Buffer[]) => {
      if (held === rowsPerBatch) {
        cut();
        rows.push(Buffer.from([1]), text(user_id));
        held = 0;
      }
      rows.push(...row);
      held++;
    };
    for (const [name, value] of attributes) add(Buffer.from([2]), text(name), text(value));
    for (const [name, count] of events) add(Buffer.from([3]), number(count), text(name));
    if (rowsPerBatch === 1) cut();
  }
  cut();
  return batches;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest >>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

function number(count: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(count));
  return bytes;
}

/** Any text that a summary may hold: all of Unicode, the control characters, quotes and delimiters often. */
export const AWKWARD_TEXTS = [
  '"',
  '\\',
  ',',
  '=',
  '\n',
  '\r',
  '\0',
  '\x1f',
  '\x7f',
  '\u2028',
  'ä',
  '😀',
  '\uffff',
  ' ',
  '__proto__',
  'a"b,c',
];
