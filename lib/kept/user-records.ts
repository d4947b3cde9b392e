import {
  KIND_WHOLE_TIME,
  LONG_LENGTH_BYTES,
  LONG_SIZE,
  LONG_USER,
  LONG_USER_LENGTH,
  RECORD_KIND,
  RECORD_SIZE,
  SHORT_LENGTH_BYTES,
  SHORT_LIMIT,
  SHORT_USER,
  SHORT_USER_LENGTH,
  WHOLE_TIME_BYTES,
} from '../kernel/layout/record.js';

/** Records that say no more than that these users exist: a list of users, as the kernel reads it. */
export function userRecords(users: readonly Uint8Array[]): Buffer {
  return Buffer.concat(users.map(userRecord));
}

function userRecord(user: Uint8Array): Buffer {
  const long = user.length >= SHORT_LIMIT;
  const head = long ? LONG_USER : SHORT_USER;
  const record = Buffer.alloc(
    head + user.length + (long ? LONG_LENGTH_BYTES : SHORT_LENGTH_BYTES) + WHOLE_TIME_BYTES,
  );
  record.writeUInt16LE(long ? 0 : record.length, RECORD_SIZE);
  record.writeUInt8(KIND_WHOLE_TIME, RECORD_KIND);
  if (long) {
    record.writeUInt32LE(record.length, LONG_SIZE);
    record.writeUInt32LE(user.length, LONG_USER_LENGTH);
  } else record.writeUInt8(user.length, SHORT_USER_LENGTH);
  record.set(user, head);
  return record;
}
