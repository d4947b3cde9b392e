import { SpillwayError } from '../errors.js';
import type { OptionReader } from '../options.js';
import { type Counters, totalRejects } from '../records/counters.js';
import { waysOut } from '../records/describe-counts.js';

/** How many lines may be rejected: a number, and a share of all lines. */
export interface MaxRejects {
  readonly maxRejects: number;
  /** In percent; undefined for any. */
  readonly maxRejectPercent: number | undefined;
}

const ANY = Number.MAX_SAFE_INTEGER;
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;

/** Reads `maxRejects`: a number, or a share such as `'1%'`. Fails with `bad-option`. */
export function readMaxRejects(reader: OptionReader): MaxRejects {
  const given = reader.raw('maxRejects');
  if (typeof given !== 'string')
    return {
      maxRejects: reader.integer('maxRejects', ANY, { min: 0, max: ANY }),
      maxRejectPercent: undefined,
    };
  const percent = Number(PERCENT.exec(given)?.[1] ?? Number.NaN);
  if (!(percent <= 100)) reader.fail('maxRejects', "a whole number of lines, or a share such as '1%'");
  return { maxRejects: ANY, maxRejectPercent: percent };
}

/** Fails with `too-many-rejects` if more than this share of all lines were rejected; only when all have been read. */
export function requireSmallShare(counters: Counters, maxPercent: number | undefined): void {
  const rejected = totalRejects(counters);
  if (maxPercent === undefined || rejected * 100 <= counters.lines * maxPercent) return;
  const ways = waysOut(counters).map((way) => `; ${way}`);
  throw new SpillwayError(
    'too-many-rejects',
    `${rejected} of ${counters.lines} lines were rejected, more than maxRejects (${maxPercent}%) allows${ways.join('')}`,
    { expected: maxPercent, found: (100 * rejected) / counters.lines, option: 'maxRejects' },
  );
}
