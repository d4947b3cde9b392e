import type { FieldMapping } from '../mapping/mapping.js';
import type { JsonValue } from './json-value.js';
import type { PositionUnit } from './source-position.js';

/** Valid activities of lines that hold one each. */
export interface TakenActivities {
  readonly records: number;
  /** How many of them are events. */
  readonly events: number;
}

/** Lines, and where their fields are, column by column. */
export interface ActivityColumns {
  /** Index of the source, if several are read. Default: 0. */
  readonly source?: number | undefined;
  /** The source's name in rejects, if several sources are read. */
  readonly sourceName?: string | undefined;
  /** Source position of the batch's first line: of `bytes[0]`, or of the first value. */
  readonly start: number;
  /** Source position just past the batch's last line and its line end. */
  readonly position: number;
  /** What `cursor` of `fromActivities` gave for the last value. */
  readonly cursor?: JsonValue | undefined;
  /** The number of the first line in its source, from 1, blank lines counted. Default: not known. */
  readonly line?: number | undefined;
  /** How many lines the batch holds, blank ones too. Default: not known. */
  readonly lines?: number | undefined;
  /**
   * Default: `'bytes'`. With `'values'` each line is a value, and its position is `start` plus the number of lines before
   * it in the batch that `validate` gets.
   */
  readonly unit?: PositionUnit | undefined;
  /**
   * Whether the batch is only the last line of a source, and that line has no line end: if the source grows, the line may
   * become longer. Default: false.
   */
  readonly provisional?: boolean | undefined;
  /** Activities that are not among the records, because the kernel has absorbed them as it scanned the lines. Default: none. */
  readonly taken?: TakenActivities | undefined;
  /** Where the fields stood in the source; undefined for the plain input. */
  readonly mapping?: FieldMapping | undefined;
  /** The lines, then texts that had to be unescaped or compacted. */
  readonly bytes: Uint8Array;
  /** Bytes at most of the texts that a record has where they are not all in its line, as after `edit`. Default: they are. */
  readonly longestTexts?: number | undefined;
  /** RECORD_WORDS words a record, see kernel/layout/columns.ts. A line is one record, or two if it is both an event and attributes. */
  readonly records: Uint32Array;
  /** One per record; NaN if it has none. */
  readonly timestamps: Float64Array;
  /** ENTRY_WORDS words an entry. */
  readonly entries: Uint32Array;
  /**
   * Returns the memory of the columns to the maker of the batch, for another batch; they must not be read after that.
   * Without the call they are garbage-collected. A batch with `release` belongs to the stage that holds it: `validate`
   * removes records in place, `aggregate` releases it when it has taken its rows. Batches of the stage `parse` have no
   * `release`: they never change.
   */
  readonly release?: (() => void) | undefined;
}
