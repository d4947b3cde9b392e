import { type FieldMapping, formatPath, type Measure } from './mapping.js';
import type { Path } from './path.js';

/** Where the values of some measures stand: measures of the same paths and events share their values. */
export type MeasureColumn = Pick<Measure, 'paths' | 'events'>;

export interface MeasureColumns {
  readonly columns: readonly MeasureColumn[];
  /** Of each measure, the index of its column. */
  readonly columnOf: readonly number[];
}

/** The columns of measures. They are numbered, so that an event holds a value once, with the number of its column. */
export function measureColumns(measures: readonly Measure[]): MeasureColumns {
  const indexes = new Map<string, number>();
  const columns: MeasureColumn[] = [];
  const columnOf = measures.map(({ paths, events }) => {
    const key = JSON.stringify([paths, events]);
    const index = indexes.get(key) ?? columns.length;
    if (index === columns.length) columns.push({ paths, events });
    indexes.set(key, index);
    return index;
  });
  return { columns, columnOf };
}

/** How many values of measures may hold the same byte of a record, at most: 0 without measures. */
export function mostMeasureReadings({ measures = [] }: FieldMapping): number {
  const ends = measureColumns(measures).columns.flatMap(({ paths }) => paths);
  const readings = ends.map((path) => ends.filter((other) => leadsTo(other, path)).length);
  return Math.max(0, ...readings);
}

function leadsTo(outer: Path, path: Path): boolean {
  return outer.length <= path.length && formatPath(path.slice(0, outer.length)) === formatPath(outer);
}
