/** The values an axis marks, ascending from 0. */
export type Ticks = readonly number[];

/**
 * Three to six marks of an axis of bytes, a power of two apart, so that they are round in KiB, MiB or GiB. The last one is
 * at or above `max`.
 */
export function byteTicks(max: number): Ticks {
  const step = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, max) / 5)));
  return ticks(step, Math.max(2, Math.ceil(max / step)));
}

/** Steps that are round in seconds, minutes or hours, in seconds. */
const SECONDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const DAY = 86_400;

/** Marks of an axis of seconds. The axis ends at `max`, which need not be a mark. */
export function secondTicks(max: number): Ticks {
  const step = SECONDS.find((each) => max / each <= 8) ?? Math.ceil(max / 8 / (DAY / 24)) * (DAY / 24);
  return ticks(step, Math.floor(max / step + 1e-9));
}

function ticks(step: number, count: number): Ticks {
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
