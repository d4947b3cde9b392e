import type { FieldMapping, Reducer } from './mapping.js';
import { measureColumns } from './measure-columns.js';

/** A measure as runs know it: what to make of the values that their events hold. Plain data that can be written as JSON. */
export interface RunMeasure {
  readonly name: string;
  readonly reducer: Reducer;
  /** The number of the column of its values. */
  readonly column: number;
  /** Of `min` and `max`: whether the values are times. */
  readonly times: boolean;
}

/** The measures of the runs of activities that were read by a mapping, names ascending; undefined if there are none. */
export function runMeasures(mapping: FieldMapping | undefined): readonly RunMeasure[] | undefined {
  const measures = mapping?.measures;
  if (measures === undefined) return undefined;
  const { columnOf } = measureColumns(measures);
  return measures.map(({ name, reducer, times }, index) => ({
    name,
    reducer,
    column: columnOf[index]!,
    times,
  }));
}

/** Whether runs with these measures can be merged: they say the same about the values of their events. */
export function areSameMeasures(
  one: readonly RunMeasure[] | undefined,
  other: readonly RunMeasure[] | undefined,
): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
