/** Order of users: by the bytes of their ids, or decimal integers first, by value, and then all others by bytes. */
export type UserOrder = 'bytes' | 'numeric';
export const USER_ORDERS: readonly UserOrder[] = ['bytes', 'numeric'];

/** Negative, zero or positive as `a` comes before, equals or follows `b`; the kernel's order, for the few in footers. */
export function compareUsers(a: Uint8Array, b: Uint8Array, order: UserOrder): number {
  if (order === 'numeric') {
    const [left, right] = [integerOf(a), integerOf(b)];
    if (left === undefined && right !== undefined) return 1;
    if (left !== undefined && (right === undefined || left < right)) return -1;
    if (left !== undefined && right !== undefined && left > right) return 1;
  }
  return Buffer.compare(a, b);
}

function integerOf(user: Uint8Array): bigint | undefined {
  const text = Buffer.from(user.buffer, user.byteOffset, user.length).toString('latin1');
  return /^-?[0-9]+$/.test(text) ? BigInt(text) : undefined;
}
