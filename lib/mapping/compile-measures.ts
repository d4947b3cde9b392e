import {
  BUCKET_EVENT,
  CHECK_BYTES,
  CHECK_COLUMN,
  CHECK_KIND,
  CHECK_MEASURE,
  COLUMN_BYTES,
  COLUMN_END,
  COLUMN_FIRST,
  COLUMN_TIMED,
  COLUMN_WRITTEN,
  TABLE_CHECKS,
  TABLE_CHECKS_END,
  TABLE_COLUMNS,
  TABLE_COLUMNS_END,
  TABLE_EVENTS,
  TABLE_OTHER_EVENTS,
} from '../kernel/layout/field-table.js';
import type { Measure } from './mapping.js';
import { checksOf, isWritten, needsTime } from './measure-checks.js';
import { type MeasureColumn, measureColumns } from './measure-columns.js';
import type { Path } from './path.js';
import type { Bucket, TableBytes } from './table-bytes.js';

/** Writes the columns of measures into a field table. `candidates`: where those of paths stand. */
export function compileMeasures(
  table: TableBytes,
  measures: readonly Measure[],
  candidates: (of: readonly Path[]) => [first: number, end: number],
): void {
  const { columns, columnOf } = measureColumns(measures);
  if (columns.length === 0) return;
  const lists = columns.map(({ paths }) => candidates(paths));
  const first = table.reserve(columns.length * COLUMN_BYTES);
  for (const [index, [from, end]] of lists.entries()) {
    const own = measures.filter((_, measure) => columnOf[measure] === index);
    const at = first + index * COLUMN_BYTES;
    table.word(at + COLUMN_FIRST, from);
    table.word(at + COLUMN_END, end);
    table.word(at + COLUMN_WRITTEN, own.some(isWritten) ? 1 : 0);
    table.word(at + COLUMN_TIMED, own.some(needsTime) ? 1 : 0);
  }
  table.header(TABLE_COLUMNS, first);
  table.header(TABLE_COLUMNS_END, first + columns.length * COLUMN_BYTES);
  const checks = checksOf(measures, columnOf);
  const list = table.reserve(checks.length * CHECK_BYTES);
  for (const [index, { kind, column, measure }] of checks.entries()) {
    const at = list + index * CHECK_BYTES;
    table.word(at + CHECK_KIND, kind);
    table.word(at + CHECK_COLUMN, column);
    table.word(at + CHECK_MEASURE, measure);
  }
  table.header(TABLE_CHECKS, list);
  table.header(TABLE_CHECKS_END, list + checks.length * CHECK_BYTES);
  table.longWord(table.headerAt(TABLE_OTHER_EVENTS), setOf(columns, undefined));
  const names = [...new Set(columns.flatMap(({ events }) => events ?? []))];
  const events = names.map((name): Bucket => {
    const set = table.reserve(8);
    table.longWord(set, setOf(columns, name));
    return [name, BUCKET_EVENT, set];
  });
  table.header(TABLE_EVENTS, table.node(events));
}

/** Which columns count for events of a name; undefined: of a name that no column gives. */
function setOf(columns: readonly MeasureColumn[], name: string | undefined): bigint {
  let set = 0n;
  for (const [index, { events }] of columns.entries()) {
    if (events === undefined || (name !== undefined && events.includes(name))) set |= 1n << BigInt(index);
  }
  return set;
}
