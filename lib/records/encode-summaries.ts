import {
  SUMMARY_ATTRIBUTE,
  SUMMARY_COUNT_BYTES,
  SUMMARY_EVENT,
  SUMMARY_MEASURED_USER,
  SUMMARY_NUMBER,
  SUMMARY_USER,
  SUMMARY_VALUE,
} from '../kernel/layout/summary.js';
import { MeasureValues } from './measure-values.js';
import type { Summary } from './summary.js';

/** Summaries as the rows of kernel/layout/summary.ts. */
export function encodeSummaries(summaries: Iterable<Summary>): { bytes: Buffer; users: number } {
  const rows: Buffer[] = [];
  let users = 0;
  for (const { user_id, attributes, events, measures } of summaries) {
    users++;
    const tag = measures === undefined ? SUMMARY_USER : SUMMARY_MEASURED_USER;
    rows.push(Buffer.of(tag), ...text(Buffer.from(user_id)));
    for (const [name, value] of inOrder(attributes))
      rows.push(Buffer.of(SUMMARY_ATTRIBUTE), ...text(name), ...text(Buffer.from(value)));
    for (const [name, count] of inOrder(events)) {
      const row = Buffer.alloc(1 + SUMMARY_COUNT_BYTES, SUMMARY_EVENT);
      row.writeBigUInt64LE(BigInt(count), 1);
      rows.push(row, ...text(name));
    }
    for (const [name, value] of measures === undefined ? [] : inOrder(measures)) {
      const isNumber = MeasureValues.isNumber(measures!, name.toString());
      rows.push(
        Buffer.of(isNumber ? SUMMARY_NUMBER : SUMMARY_VALUE),
        ...text(name),
        ...text(Buffer.from(value)),
      );
    }
  }
  return { bytes: Buffer.concat(rows), users };
}

/** By the UTF-8 bytes of the names, which formats rely on. */
function inOrder<Value>(values: ReadonlyMap<string, Value>): (readonly [name: Buffer, value: Value])[] {
  const encoded = [...values].map(([name, value]) => [Buffer.from(name), value] as const);
  return encoded.sort(([one], [other]) => Buffer.compare(one, other));
}

function text(bytes: Buffer): [Buffer, Buffer] {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) length.push((rest % 0x80) + 0x80);
  return [Buffer.of(...length, rest), bytes];
}
