// Canonical UUIDs (RFC 9562: lower-case hex, 8-4-4-4-12) as their 16 bytes. Any other id keeps its text, so that no two
// ids ever look the same.

export const UUID_TEXT_BYTES: u32 = 36;

const DASH: u8 = 0x2d;
// Where the dashes of a canonical UUID are.
const DASH_1: usize = 8;
const DASH_2: usize = 13;
const DASH_3: usize = 18;
const DASH_4: usize = 23;

/** The value of 16 hex digits, lane by lane; lanes that are none come out above 15. */
function nibbles(digits: v128): v128 {
  const decimal = i8x16.sub(digits, i8x16.splat(0x30));
  const letter = i8x16.sub(digits, i8x16.splat(0x61));
  const isDecimal = i8x16.lt_u(decimal, i8x16.splat(10));
  const isLetter = i8x16.lt_u(letter, i8x16.splat(6));
  const value = v128.bitselect(decimal, i8x16.add(letter, i8x16.splat(10)), isDecimal);
  return v128.or(value, v128.not(v128.or(isDecimal, isLetter)));
}

/** Writes the 16 bytes and returns true if the 36 bytes at `text` are a canonical UUID. */
export function parseUuid(text: usize, to: usize): bool {
  if (load<u8>(text, DASH_1) != DASH || load<u8>(text, DASH_2) != DASH) return false;
  if (load<u8>(text, DASH_3) != DASH || load<u8>(text, DASH_4) != DASH) return false;
  // Hex digits are at 0-7, 9-12, 14-17 and at 19-22, 24-35.
  const front = nibbles(
    i8x16.shuffle(v128.load(text), v128.load(text, 2), 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 28, 29, 30, 31),
  );
  const back = nibbles(
    i8x16.shuffle(
      v128.load(text, 19),
      v128.load(text, 20),
      0,
      1,
      2,
      3,
      20,
      21,
      22,
      23,
      24,
      25,
      26,
      27,
      28,
      29,
      30,
      31,
    ),
  );
  if (v128.any_true(i8x16.gt_u(v128.or(front, back), i8x16.splat(15)))) return false;
  const high = i8x16.shuffle(front, back, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const low = i8x16.shuffle(front, back, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  v128.store(to, v128.or(i8x16.shl(high, 4), low));
  return true;
}

/** The digits of 16 numbers from 0 to 15. */
function digits(values: v128): v128 {
  const letters = i8x16.gt_u(values, i8x16.splat(9));
  const offsets = v128.bitselect(i8x16.splat(0x61 - 10), i8x16.splat(0x30), letters);
  return i8x16.add(values, offsets);
}

/** Writes the 36 bytes of the UUID whose 16 bytes are at `from`. */
export function writeUuid(to: usize, from: usize): void {
  const bytes = v128.load(from);
  const high = digits(i8x16.shr_u(bytes, 4));
  const low = digits(v128.and(bytes, i8x16.splat(15)));
  const front = i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const back = i8x16.shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  store<u64>(to, i64x2.extract_lane(front, 0));
  store<u8>(to, DASH, DASH_1);
  store<u32>(to, i32x4.extract_lane(front, 2), DASH_1 + 1);
  store<u8>(to, DASH, DASH_2);
  store<u32>(to, i32x4.extract_lane(front, 3), DASH_2 + 1);
  store<u8>(to, DASH, DASH_3);
  store<u32>(to, i32x4.extract_lane(back, 0), DASH_3 + 1);
  store<u8>(to, DASH, DASH_4);
  v128.store(to, i8x16.shuffle(back, back, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3), DASH_4 + 1);
}
