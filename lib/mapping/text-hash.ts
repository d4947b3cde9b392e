/** First and last eight bytes, as assembly/field-table.ts reads them. */
export function endsOf(name: Buffer): [bigint, bigint] {
  const padded = Buffer.concat([name, Buffer.alloc(8)]);
  const first = padded.readBigUInt64LE(0);
  return [first, name.length < 8 ? first : name.readBigUInt64LE(name.length - 8)];
}

/** As findText in assembly/field-table.ts. */
export function hashOf(first: bigint, last: bigint, length: number): number {
  const rotated = BigInt.asUintN(64, last << 29n) | (last >> 35n);
  return Number(BigInt.asUintN(64, (first ^ rotated ^ BigInt(length)) * 0x9e3779b97f4a7c15n) >> 40n);
}
