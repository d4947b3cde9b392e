// The order of rows by name, and of events by id.

import { ROW_IS_UUID, ROW_NAME, ROW_NAME_LENGTH, ROW_VALUE, ROW_VALUE_LENGTH } from '../../layout/fold';
import { compareBehindPrefix, compareBytes } from '../bytes';

/** Orders the name of a row and another name of the same prefix. */
export function compareRowName(row: usize, name: usize, length: u32): i32 {
  return compareBehindPrefix(load<u32>(row, ROW_NAME), load<u32>(row, ROW_NAME_LENGTH), name, length);
}

/** Orders the id of a row and another id of the same name. */
export function compareRowId(row: usize, isUuid: u32, id: usize, length: u32): i32 {
  return compareIds(
    load<u32>(row, ROW_IS_UUID),
    load<u32>(row, ROW_VALUE),
    load<u32>(row, ROW_VALUE_LENGTH),
    isUuid,
    id,
    length,
  );
}

/** Orders two ids of one name: texts before UUIDs, each kind by bytes. */
export function compareIds(aIsUuid: u32, a: usize, aLength: u32, bIsUuid: u32, b: usize, bLength: u32): i32 {
  if (aIsUuid != bIsUuid) return aIsUuid < bIsUuid ? -1 : 1;
  return compareBytes(a, aLength, b, bLength);
}
