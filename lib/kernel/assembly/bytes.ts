// Bytes in memory: order, copies, varints. Order is everywhere that of unsigned bytes, a prefix before what it begins.

/**
 * Eight bytes as an integer that orders as the bytes do; a shorter text is padded with zeros. Reads past the end of a short
 * text, as most functions here do: there is memory after every text.
 */
export function prefix(text: usize, length: u32): u64 {
  // A shuffle is one instruction, where `bswap` is fifteen; and most texts are about as long as a prefix, so that a branch on
  // their length would often be mispredicted.
  const bytes = v128.load64_zero(text);
  const value = i64x2.extract_lane(
    i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0),
    0,
  );
  return length == 0 ? 0 : value & ((<u64>-1) << ((<u64>(8 - min<u32>(length, 8))) << 3));
}

/** Negative, zero or positive as `a` comes before, equals or follows `b`. */
export function compareBytes(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  const common = min(aLength, bLength);
  let index: u32 = 0;
  while (index + 8 <= common) {
    const left = load<u64>(a + index);
    const right = load<u64>(b + index);
    if (left != right) return bswap<u64>(left) < bswap<u64>(right) ? -1 : 1;
    index += 8;
  }
  while (index < common) {
    const difference = <i32>load<u8>(a + index) - <i32>load<u8>(b + index);
    if (difference != 0) return difference;
    index++;
  }
  return aLength < bLength ? -1 : i32(aLength > bLength);
}

/** Orders two texts whose `prefix` is the same. */
export function compareBehindPrefix(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  // One of at most 8 bytes is then the beginning of the other: the rest of it is zeros.
  if (min(aLength, bLength) <= 8) return aLength < bLength ? -1 : i32(aLength > bLength);
  return compareBytes(a + 8, aLength - 8, b + 8, bLength - 8);
}

export function equalBytes(a: usize, b: usize, length: u32): bool {
  if (length >= 8) {
    const last = length - 8;
    for (let index: u32 = 0; index < last; index += 8) {
      if (load<u64>(a + index) != load<u64>(b + index)) return false;
    }
    return load<u64>(a + last) == load<u64>(b + last);
  }
  for (let index: u32 = 0; index < length; index++) {
    if (load<u8>(a + index) != load<u8>(b + index)) return false;
  }
  return true;
}

/**
 * Copies between places that do not overlap, never writing past the end. Most texts are shorter than 32 bytes, where
 * two overlapping loads and stores cost a fraction of the call that `memory.copy` is.
 */
export function copyBytes(to: usize, from: usize, length: u32): void {
  if (length >= 16) {
    if (length > 64) {
      memory.copy(to, from, length);
      return;
    }
    const last = length - 16;
    const tail = v128.load(from + last);
    for (let index: u32 = 0; index < last; index += 16) v128.store(to + index, v128.load(from + index));
    v128.store(to + last, tail);
  } else if (length >= 8) {
    const tail = load<u64>(from + length - 8);
    store<u64>(to, load<u64>(from));
    store<u64>(to + length - 8, tail);
  } else if (length >= 4) {
    const tail = load<u32>(from + length - 4);
    store<u32>(to, load<u32>(from));
    store<u32>(to + length - 4, tail);
  } else {
    for (let index: u32 = 0; index < length; index++) store<u8>(to + index, load<u8>(from + index));
  }
}

/**
 * Copies where up to 15 bytes past the ends may be read, and written: to a buffer that is filled in order. That spares
 * most texts, which are shorter than 32 bytes, the question how long they are.
 */
export function copyLoosely(to: usize, from: usize, length: u32): void {
  v128.store(to, v128.load(from));
  if (length <= 16) return;
  if (length > 128) {
    memory.copy(to + 16, from + 16, length - 16);
    return;
  }
  for (let index: u32 = 16; index < length; index += 16) v128.store(to + index, v128.load(from + index));
}

/** LEB128, low groups first. Returns the address after it. */
export function writeVarint(to: usize, value: u64): usize {
  while (value >= 0x80) {
    store<u8>(to++, <u8>value | 0x80);
    value >>= 7;
  }
  store<u8>(to, <u8>value);
  return to + 1;
}

/** Most bytes that a varint takes. */
export const VARINT_BYTES: u32 = 10;

/** The address after the varint that `readVarint` read last. */
export let varintEnd: usize = 0;

export function readVarint(from: usize): u64 {
  let byte = <u64>load<u8>(from++);
  let value = byte & 0x7f;
  let shift: u64 = 7;
  while (byte >= 0x80) {
    byte = <u64>load<u8>(from++);
    value |= (byte & 0x7f) << shift;
    shift += 7;
  }
  varintEnd = from;
  return value;
}
