import type { BasicType, ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SummaryBatch } from '../records/summary-batch.js';
import { SummaryRows } from '../records/summary-rows.js';
import type { ColumnValue } from './column-values.js';
import type { SummaryFormatter } from './output-format.js';
import type { FactKind, SummaryColumn } from './summary-column.js';
import { textOf, WideRows } from './wide-rows.js';

/** Characters of a row group's texts: what the library makes of them takes some hundred times as much memory. */
const DEFAULT_GROUP_CHARACTERS = 2 ** 20;
const MAX_GROUP_ROWS = 2 ** 17;
/** More than the fixed parts of a row. */
const ROW_CHARACTERS = 16;
/** Longer texts are not repeated in the statistics of a row group. */
const STATISTICS_BYTES = 64;
/** A number of JSON, which other programs read as one too. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

interface Column {
  readonly name: string;
  readonly type: BasicType;
  readonly nullable: boolean;
}

type Cell = string | number | bigint | null;

const USER_COLUMN: Column = { name: 'user_id', type: 'STRING', nullable: false };
const LONG_COLUMNS: readonly Column[] = [
  USER_COLUMN,
  { name: 'kind', type: 'STRING', nullable: true },
  { name: 'name', type: 'STRING', nullable: true },
  { name: 'value', type: 'STRING', nullable: true },
  { name: 'number', type: 'DOUBLE', nullable: true },
];

export interface ParquetOptions {
  /** The columns of the wide form. Default: the long form. */
  readonly columns?: readonly SummaryColumn[] | undefined;
  /** Characters of texts that a row group holds. */
  readonly groupCharacters?: number | undefined;
}

/**
 * A formatter for Parquet. Long form: a row per fact, with `user_id`, `kind`, `name`, `value` and, where the value is one,
 * `number`; a user without facts has one row with only the id. Wide form: a row per user, with a column for each name asked
 * for; those of events are whole numbers.
 *
 * The library is only loaded here. Memory: a row group, besides some hundred bytes for each one written.
 */
export async function parquetFormatter(options: ParquetOptions = {}): Promise<SummaryFormatter> {
  const library = await import('hyparquet-writer');
  const { columns, groupCharacters } = options;
  if (columns === undefined) return new LongParquet(new ParquetTable(library, LONG_COLUMNS, groupCharacters));
  const wide = [USER_COLUMN, ...columns.map(columnOf)];
  return new WideParquet(new ParquetTable(library, wide, groupCharacters), columns);
}

function columnOf({ label, kind }: SummaryColumn): Column {
  return { name: label, type: kind === 'event' ? 'INT64' : 'STRING', nullable: true };
}

/** Rows → the bytes of a Parquet file, row group by row group. */
class ParquetTable {
  readonly #columns: readonly Column[];
  readonly #writer: ByteWriter;
  readonly #parquet: ParquetWriter;
  readonly #most: number;
  #rows: Cell[][];
  #characters = 0;

  constructor(
    { ByteWriter, ParquetWriter, schemaFromColumnData }: typeof import('hyparquet-writer'),
    columns: readonly Column[],
    groupCharacters = DEFAULT_GROUP_CHARACTERS,
  ) {
    this.#columns = columns;
    this.#most = groupCharacters;
    this.#writer = new ByteWriter();
    const schema = schemaFromColumnData({
      columnData: this.#columns.map((column) => ({ ...column, data: [] })),
    });
    const about = { createdBy: 'spillway', statisticsTruncateLength: STATISTICS_BYTES };
    this.#parquet = new ParquetWriter({ writer: this.#writer, schema, ...about });
    this.#rows = this.#columns.map(() => []);
  }

  add(...cells: readonly Cell[]): void {
    for (const [index, cell] of cells.entries()) {
      this.#rows[index]!.push(cell);
      if (typeof cell === 'string') this.#characters += cell.length;
    }
    this.#characters += ROW_CHARACTERS;
    if (this.#characters >= this.#most || this.#rows[0]!.length >= MAX_GROUP_ROWS) this.#endGroup();
  }

  /** The bytes since the last call; they stay valid until the next row. */
  take(): Uint8Array {
    const bytes = this.#writer.getBytes();
    this.#writer.index = 0;
    return bytes;
  }

  end(): Uint8Array {
    this.#endGroup();
    this.#parquet.finish();
    return this.take();
  }

  #endGroup(): void {
    const length = this.#rows[0]!.length;
    if (length === 0) return;
    const columnData = this.#columns.map(({ name }, index) => ({ name, data: this.#rows[index]! }));
    this.#parquet.write({ columnData, rowGroupSize: length });
    this.#rows = this.#columns.map(() => []);
    this.#characters = 0;
  }
}

class LongParquet extends SummaryRows implements SummaryFormatter {
  readonly #table: ParquetTable;
  #user: string | undefined;
  /** Whether that user has no row yet. */
  #pending = false;

  constructor(table: ParquetTable) {
    super();
    this.#table = table;
  }

  format(batch: SummaryBatch): Uint8Array {
    this.visit(batch);
    return this.#table.take();
  }

  end(): Uint8Array {
    this.#endUser();
    return this.#table.end();
  }

  protected override user(start: number, end: number): void {
    this.#endUser();
    this.#user = textOf(this.source, start, end);
    this.#pending = true;
  }

  protected override attribute(
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    this.#fact('attribute', nameStart, nameEnd, textOf(this.source, valueStart, valueEnd));
  }

  protected override event(nameStart: number, nameEnd: number, countAt: number): void {
    this.#fact('event', nameStart, nameEnd, String(this.countOf(countAt)));
  }

  protected override measuredCount(nameStart: number, nameEnd: number, countAt: number): void {
    this.#fact('measure', nameStart, nameEnd, String(this.countOf(countAt)));
  }

  protected override measure(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#fact('measure', nameStart, nameEnd, textOf(this.source, valueStart, valueEnd));
  }

  #fact(kind: FactKind, nameStart: number, nameEnd: number, value: string): void {
    this.#pending = false;
    this.#table.add(this.#user!, kind, textOf(this.source, nameStart, nameEnd), value, numberIn(value));
  }

  #endUser(): void {
    if (this.#pending) this.#table.add(this.#user!, null, null, null, null);
    this.#pending = false;
  }
}

class WideParquet extends WideRows {
  readonly #table: ParquetTable;
  readonly #columns: readonly SummaryColumn[];

  constructor(table: ParquetTable, columns: readonly SummaryColumn[]) {
    super(columns);
    this.#table = table;
    this.#columns = columns;
  }

  protected override row(user: string, values: readonly ColumnValue[]): void {
    this.#table.add(user, ...values.map((value, index) => cellOf(value, this.#columns[index]!.kind)));
  }

  protected override take(): Uint8Array {
    return this.#table.take();
  }

  protected override finish(): Uint8Array {
    return this.#table.end();
  }
}

/** The columns of events hold whole numbers, all others texts. */
function cellOf(value: ColumnValue, kind: FactKind | undefined): Cell {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return kind === 'event' ? value : String(value);
  return value instanceof Uint8Array ? textOf(value) : value.number;
}

function numberIn(text: string): number | null {
  if (!NUMBER.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}
