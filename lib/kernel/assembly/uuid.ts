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
