// The time at which a value that counts once is stored, so that the latest of all values is the right one: before any other, and
// the earlier the later. Times are mapped in reversed order, each to a time of its own, to numbers far below all others.

const EXPONENT_BITS: u64 = 52;
const BIAS: u64 = 1023;
/** Times from 2^-100 to 2^100, of either sign, are told apart. */
const WIDEST: u64 = 100;
const NEAREST: u64 = (BIAS - WIDEST) << EXPONENT_BITS;
const FARTHEST: u64 = (BIAS + WIDEST) << EXPONENT_BITS;
/** 0 is stored here: 2^811, negative. */
const MIDDLE: u64 = (BIAS + 811) << EXPONENT_BITS;
const SIGN: u64 = 1 << 63;

/** A finite time, or NaN as it is. */
export function onceTime(time: f64): f64 {
  if (!isFinite(time)) return time;
  const bits = reinterpret<u64>(abs(time));
  const far: u64 = bits < NEAREST ? 0 : min(bits, FARTHEST) - NEAREST + 1;
  return reinterpret<f64>(SIGN | (time < 0 ? MIDDLE - far : MIDDLE + far));
}
