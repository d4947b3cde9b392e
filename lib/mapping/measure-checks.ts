import {
  CHECK_DECIMAL,
  CHECK_INSTANT,
  CHECK_TIMED_VALUE,
  CHECK_VALUE,
} from '../kernel/layout/field-table.js';
import type { Measure } from './mapping.js';

/** Something that the values of a column must be, for a measure. */
export interface Check {
  /** CHECK_ */
  readonly kind: number;
  readonly column: number;
  readonly measure: number;
}

/** In the order of the measures. What was checked for a measure before is not checked again. */
export function checksOf(measures: readonly Measure[], columnOf: readonly number[]): Check[] {
  const checks = measures.map((each, measure) => ({
    kind: kindOf(each),
    column: columnOf[measure]!,
    measure,
  }));
  return checks.filter(
    ({ kind, column }, index) =>
      !checks.slice(0, index).some((before) => before.kind === kind && before.column === column),
  );
}

function kindOf(measure: Measure): number {
  if (needsTime(measure)) return CHECK_TIMED_VALUE;
  if (measure.reducer === 'distinct') return CHECK_VALUE;
  return measure.times ? CHECK_INSTANT : CHECK_DECIMAL;
}

/** Whether its values are compared by the times of their events. */
export function needsTime({ reducer }: Measure): boolean {
  return reducer === 'earliest' || reducer === 'latest';
}

/** Whether one of its values is written as it is. */
export function isWritten({ reducer }: Measure): boolean {
  return reducer !== 'sum' && reducer !== 'distinct';
}
