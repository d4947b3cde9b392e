import {
  LONG_USER,
  LONG_USER_LENGTH,
  RECORD_SIZE,
  SHORT_USER,
  SHORT_USER_LENGTH,
} from '../kernel/layout/record.js';

/** The user of the record that these bytes begin with, as a view of them. */
export function firstUserOf(records: Uint8Array): Uint8Array {
  const view = new DataView(records.buffer, records.byteOffset, records.length);
  if (view.getUint16(RECORD_SIZE, true) !== 0)
    return records.subarray(SHORT_USER, SHORT_USER + records[SHORT_USER_LENGTH]!);
  return records.subarray(LONG_USER, LONG_USER + view.getUint32(LONG_USER_LENGTH, true));
}
