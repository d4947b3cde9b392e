// The time at which a value that counts once is stored, so that the latest of all values is the right one: before any other, and
// the earlier the later. Times are mapped in reversed order, each to a time of its own, to numbers far below all others.

const EXPONENT_BITS = 52n;
const BIAS = 1023n;
/** Times from 2^-100 to 2^100, of either sign, are told apart. */
const WIDEST = 100n;
const NEAREST = (BIAS - WIDEST) << EXPONENT_BITS;
const FARTHEST = (BIAS + WIDEST) << EXPONENT_BITS;
/** 0 is stored here: 2^811, negative. */
const MIDDLE = (BIAS + 811n) << EXPONENT_BITS;
const SIGN = 1n << 63n;

const view = new DataView(new ArrayBuffer(8));

/** A finite time, or NaN as it is. */
export function onceTime(time: number): number {
  if (!Number.isFinite(time)) return time;
  view.setFloat64(0, Math.abs(time));
  const bits = view.getBigUint64(0);
  const far = bits < NEAREST ? 0n : (bits > FARTHEST ? FARTHEST : bits) - NEAREST + 1n;
  view.setBigUint64(0, SIGN | (MIDDLE + (time < 0 ? -far : far)));
  return view.getFloat64(0);
}
