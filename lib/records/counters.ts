import { addTypeCounts, type TypeCounts } from './ignored-types.js';
import type { Reject, RejectCode } from './reject.js';

/**
 * What a span of the source holds. Every line that is not blank is of exactly one kind, except that a mapping may make a line
 * both an event and attributes: then it counts as both.
 */
export interface Counters {
  /** Lines that are not blank. */
  readonly lines: number;
  /** Valid event lines. */
  readonly events: number;
  /** Valid attributes lines. */
  readonly attributes: number;
  /** Lines without a user: skipped. */
  readonly anonymous: number;
  /** Lines whose type the mapping ignores: skipped. Always 0 without a mapping. */
  readonly ignored: number;
  /** The ignored lines by type; absent if there are none. */
  readonly ignoredTypes?: TypeCounts;
  /** Rejected lines by code; a code that did not occur has no entry. */
  readonly rejects: Readonly<Partial<Record<RejectCode, number>>>;
  /** The first reject in source order; null if there is none. */
  readonly firstReject: FirstReject | null;
}

export type FirstReject = Pick<Reject, 'source' | 'offset' | 'code'>;

/** Those of nothing, to which others are added. */
export const NO_COUNTERS: Counters = {
  lines: 0,
  events: 0,
  attributes: 0,
  anonymous: 0,
  ignored: 0,
  rejects: {},
  firstReject: null,
};

export function firstOf(rejects: readonly Reject[]): FirstReject | null {
  const first = rejects[0];
  if (first === undefined) return null;
  const { source, offset, code } = first;
  return source === undefined ? { offset, code } : { source, offset, code };
}

/** The counters of two spans together, such as those of two runs; `a` is the earlier one. */
export function addCounters(a: Counters, b: Counters): Counters {
  const rejects = { ...a.rejects };
  for (const [code, count] of Object.entries(b.rejects) as [RejectCode, number][]) {
    rejects[code] = (rejects[code] ?? 0) + count;
  }
  const ignoredTypes = addTypeCounts(a.ignoredTypes ?? [], b.ignoredTypes ?? []);
  return {
    lines: a.lines + b.lines,
    events: a.events + b.events,
    attributes: a.attributes + b.attributes,
    anonymous: a.anonymous + b.anonymous,
    ignored: a.ignored + b.ignored,
    ...(ignoredTypes.length === 0 ? {} : { ignoredTypes }),
    rejects,
    firstReject: a.firstReject ?? b.firstReject,
  };
}

export function totalRejects(counters: Counters): number {
  return Object.values(counters.rejects).reduce((sum, count) => sum + count, 0);
}
