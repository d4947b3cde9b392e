// What a mapping with forms needs besides its field table: memory for the index of texts, the position of the batch, and a count
// of the entries that there is room for.

import { TABLE_DATA_DEPTH } from '../../layout/field-table';
import { MIN_MEMBER_BYTES } from '../../layout/line-index';
import { ENTRY_BYTES, resetSpareEntries } from './data';
import { resetLineIds } from './ids';
import { header } from './mapped-fields';
import { resetOpened } from './opened';
import { input } from './texts';

let space: usize = 0;
let spaceEnd: usize = 0;
let position: f64 = 0;
let counts: bool = false;

/**
 * Before lines are scanned: the memory for the index of texts, and the position of the first line in the source, which
 * is in lines if it `countsLines`, or else in bytes.
 */
export function useForms(from: usize, end: usize, start: f64, countsLines: bool): void {
  space = from;
  spaceEnd = end;
  position = start;
  counts = countsLines;
}

/** For the lines from `lines` to `end`, and the entries from `entries` to `entriesEnd`. */
export function beginForms(table: usize, lines: usize, end: usize, entries: usize, entriesEnd: usize): void {
  resetOpened(table, space, spaceEnd);
  resetLineIds(input, position, counts);
  const members = <i64>(end - lines) / MIN_MEMBER_BYTES + 1;
  resetSpareEntries(<i64>(entriesEnd - entries) / ENTRY_BYTES - members * header(TABLE_DATA_DEPTH));
}
