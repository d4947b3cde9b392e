import type { FieldMapping } from '../mapping/mapping.js';
import type { PositionUnit } from './source-position.js';

/** Lines, and where their fields are, column by column. */
export interface ActivityColumns {
  /** Which source it is of, where several are read: an index in their order. Default: 0. */
  readonly source?: number | undefined;
  /** What rejects call the source, where several are read. */
  readonly sourceName?: string | undefined;
  /** Source position of the batch's first line: of `bytes[0]`, or of the first value. */
  readonly start: number;
  /** Source position just past the batch's last line and its line end. */
  readonly position: number;
  /**
   * Default: `'bytes'`. With `'values'` each value is one record and its position is `start` and its index in the
   * batch that `validate` is given.
   */
  readonly unit?: PositionUnit | undefined;
  /**
   * Whether it is a source's last line alone, and that line has no line end: should the source grow, it may become a longer
   * line. Default: false.
   */
  readonly provisional?: boolean | undefined;
  /** Where the fields stood in the source; undefined for the plain input. */
  readonly mapping?: FieldMapping | undefined;
  /** The lines, then texts that had to be unescaped or compacted. */
  readonly bytes: Uint8Array;
  /** RECORD_WORDS words a record, see kernel/layout/columns.ts. A line is a record, or two where it is an event and attributes. */
  readonly records: Uint32Array;
  /** One a record; NaN where there is none. */
  readonly timestamps: Float64Array;
  /** ENTRY_WORDS words an entry. */
  readonly entries: Uint32Array;
  /**
   * Says that nobody will read the columns any more, so that who made the batch can use their memory for another one;
   * if nobody says so, they are collected as anything else. A batch that has it belongs to the stage that it has come
   * to: `validate` takes records out in place, `aggregate` releases it when it has taken its rows. Batches of `parse`
   * have none: they stay as they are for as long as somebody holds them.
   */
  readonly release?: (() => void) | undefined;
}
