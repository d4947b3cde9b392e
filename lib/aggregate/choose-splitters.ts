import { RECORD_USER_LENGTH, RECORD_USER_OFFSET, RECORD_WORDS } from '../kernel/layout/columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { compareUsers, type UserOrder } from '../records/user-order.js';

/** Users of the sample that a partition holds at least: fewer say little about where to cut. */
const USERS_OF_PARTITION = 2;
/** Longer ids are not used to cut by: splitters stand in each run. */
const MAX_SPLITTER_BYTES = 256;
/** More users would not tell more. */
export const MAX_SAMPLE = 8192;

/** At most `partitions - 1` splitters, ascending, between partitions of about equally many activities, by a sample of users. */
export function chooseSplitters(
  sample: readonly Uint8Array[],
  order: UserOrder,
  partitions: number,
): Uint8Array[] {
  const users = [...sample];
  sortUsers(users, order);
  const count = Math.min(partitions, Math.floor(users.length / USERS_OF_PARTITION));
  const chosen: Uint8Array[] = [];
  for (let index = 1; index < count; index++) {
    const user = users[Math.floor((index * users.length) / count)]!;
    const last = chosen.at(-1) ?? users[0]!;
    if (compareUsers(last, user, order) < 0) chosen.push(user);
  }
  return inOneBuffer(chosen);
}

/** By bytes they are sorted as texts of one byte a character, which is many times as fast. */
function sortUsers(users: Uint8Array[], order: UserOrder): void {
  if (order !== 'bytes') {
    users.sort((a, b) => compareUsers(a, b, order));
    return;
  }
  const texts = users.map((user) =>
    Buffer.from(user.buffer, user.byteOffset, user.length).toString('latin1'),
  );
  for (const [index, text] of texts.sort().entries()) users[index] = Buffer.from(text, 'latin1');
}

/** Copies in one piece of memory, which is sent to another thread as one. */
function inOneBuffer(texts: readonly Uint8Array[]): Uint8Array[] {
  const all = new Uint8Array(Buffer.concat(texts));
  let start = 0;
  return texts.map(({ length }) => {
    start += length;
    return all.subarray(start - length, start);
  });
}

/** At most `most` users of a validated batch, evenly spread, as views of its bytes. */
export function sampleUsers(
  { bytes, records }: Pick<ActivityBatch, 'bytes' | 'records'>,
  most = MAX_SAMPLE,
): Uint8Array[] {
  const count = records.length / RECORD_WORDS;
  const step = Math.max(1, count / most);
  const users: Uint8Array[] = [];
  for (let each = 0; each < count; each += step) {
    const word = Math.floor(each) * RECORD_WORDS;
    const length = records[word + RECORD_USER_LENGTH]!;
    const start = records[word + RECORD_USER_OFFSET]!;
    if (length > 0 && length <= MAX_SPLITTER_BYTES) users.push(bytes.subarray(start, start + length));
  }
  return users;
}
