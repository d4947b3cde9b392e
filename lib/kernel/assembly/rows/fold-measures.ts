// The measures of the user at hand: the values of their events become states and different values, and these become rows of a
// summary, or, where the user has more events than are folded at once, records of values for a fold of their own.

import {
  FOLD_DONE,
  FOLD_NEEDS_ROOM,
  FOLD_VALUES_FULL,
  MAX_MEASURES,
  REDUCER_DISTINCT,
  REDUCER_SUM,
  ROW_NAME,
  ROW_NUMBER,
  ROW_RECORD,
  ROW_VALUE,
  ROW_VALUE_LENGTH,
  STATE_SUM,
  STATE_TEXT,
  STATE_TEXT_LENGTH,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { PAST_END_BYTES } from '../../layout/partition';
import { KIND_EVENT, SHORT_LIMIT } from '../../layout/record';
import { SUMMARY_COUNT, SUMMARY_NUMBER, SUMMARY_VALUE } from '../../layout/summary';
import { copyBytes } from '../bytes';
import { MAX_SUM_TEXT, writeSum } from '../decimal';
import { itemAddress } from '../sort';
import { addSummaryCount, beginSummaryRow, writeSummaryCount, writeSummaryText } from '../summary-writer';
import { beginRows, finishRows, items, itemsEnd, takeId } from './collect-rows';
import { endOfName } from './fold-rows';
import {
  countedMeasures,
  hasValueOf,
  measureCount,
  measureName,
  measureNameLength,
  reduceEvent,
  reducerOf,
  stateOf,
} from './measure-states';
import { nextMeasured, openMeasures, valueColumn, valueLength, valueText } from './measured';
import { headBytes, isMeasured, pairBytes, writeHead, writeLength } from './record';

/** Bytes that stand for the numbers of measures. */
const numbers: usize = memory.data(MAX_MEASURES + 8, 16);

const sumText: usize = memory.data(MAX_SUM_TEXT, 16);

/** Call once before different values are collected. */
export function numberMeasures(): void {
  for (let index: u32 = 0; index < <u32>MAX_MEASURES; index++) store<u8>(numbers + index, <u8>index);
}

/** Takes the values of the events whose ids are collected into the states. */
export function reduceCollected(): void {
  for (let item = items; item < itemsEnd; item += ITEM_BYTES) {
    const row = itemAddress(item);
    const record = <usize>load<u32>(row, ROW_RECORD);
    if (isMeasured(record)) reduceEvent(record, load<u32>(row, ROW_NUMBER));
  }
}

/**
 * Collects the different values of the events whose ids are collected, which they replace. False if they do not fit into the
 * workspace, which ends at `end`.
 */
export function collectDifferent(end: usize): bool {
  // The addresses of the events, which take less than their items.
  const list = items;
  let listEnd = list;
  for (let item = items; item < itemsEnd; item += ITEM_BYTES) {
    const record = load<u32>(itemAddress(item), ROW_RECORD);
    if (!isMeasured(record)) continue;
    store<u32>(listEnd, record);
    listEnd += 4;
  }
  if (!beginRows(listEnd, end)) return false;
  for (let each = list; each < listEnd; each += 4) {
    openMeasures(load<u32>(each));
    while (nextMeasured()) {
      for (let set = countedMeasures(valueColumn); set != 0; set &= set - 1) {
        if (!takeId(numbers + <usize>ctz(set), 1, 0, valueText, valueLength, 0, 0)) return false;
      }
    }
  }
  return finishRows(true);
}

let measure: u32 = 0;
let item: usize = 0;

/** Begins with what was collected. */
export function openCollected(): void {
  measure = 0;
  item = items;
}

function isAboutMeasure(): bool {
  return item < itemsEnd && load<u8>(load<u32>(itemAddress(item), ROW_NAME)) == <u8>measure;
}

/** Writes the rows of all measures. False if the output should end first. */
export function writeMeasures(user: usize, userLength: u32): bool {
  for (; measure < measureCount; measure++) {
    const name = measureName(measure);
    const nameLength = measureNameLength(measure);
    if (reducerOf(measure) == REDUCER_DISTINCT) {
      if (!isAboutMeasure()) continue;
      if (!beginSummaryRow(user, userLength, nameLength, true)) return false;
      const next = endOfName(item, itemsEnd);
      writeSummaryCount(<u8>SUMMARY_COUNT, name, nameLength, <u64>((next - item) / ITEM_BYTES));
      item = next;
    } else if (hasValueOf(measure)) {
      const isSum = reducerOf(measure) == REDUCER_SUM;
      const text = isSum ? sumText : <usize>load<u32>(stateOf(measure), STATE_TEXT);
      const length = isSum ? writeSumText(measure) : load<u32>(stateOf(measure), STATE_TEXT_LENGTH);
      if (!beginSummaryRow(user, userLength, nameLength + length, true)) return false;
      writeSummaryText(isSum ? <u8>SUMMARY_NUMBER : <u8>SUMMARY_VALUE, name, nameLength, text, length);
    }
  }
  return true;
}

/** Writes the sum of a measure; returns its length. */
export function writeSumText(index: u32): u32 {
  return <u32>(writeSum(stateOf(index) + STATE_SUM, sumText) - sumText);
}

/** Where `writeSumText` writes. */
export function sumTextAt(): usize {
  return sumText;
}

/** Writes the rows of records of values: FOLD_DONE or FOLD_NEEDS_ROOM. */
export function writeValues(user: usize, userLength: u32): u32 {
  while (item < itemsEnd) {
    const row = itemAddress(item);
    const index = <u32>load<u8>(load<u32>(row, ROW_NAME));
    const name = measureName(index);
    const nameLength = measureNameLength(index);
    const next = endOfName(item, itemsEnd);
    const reducer = reducerOf(index);
    if (reducer == REDUCER_DISTINCT) {
      const values = <u64>((next - item) / ITEM_BYTES);
      if (!addSummaryCount(<u8>SUMMARY_COUNT, name, nameLength, values)) {
        if (!beginSummaryRow(user, userLength, nameLength, true)) return FOLD_NEEDS_ROOM;
        writeSummaryCount(<u8>SUMMARY_COUNT, name, nameLength, values);
      }
    } else {
      const length = load<u32>(row, ROW_VALUE_LENGTH);
      if (!beginSummaryRow(user, userLength, nameLength + length, true)) return FOLD_NEEDS_ROOM;
      const tag = reducer == REDUCER_SUM ? <u8>SUMMARY_NUMBER : <u8>SUMMARY_VALUE;
      writeSummaryText(tag, name, nameLength, load<u32>(row, ROW_VALUE), length);
    }
    item = next;
  }
  return FOLD_DONE;
}

let values: usize = 0;
let valuesNext: usize = 0;
let valuesEnd: usize = 0;

/** Different values are handed out in this buffer, which must hold the longest record. */
export function beginValues(buffer: usize, end: usize): void {
  values = buffer;
  valuesNext = buffer;
  valuesEnd = end;
}

export function valuesBytes(): u32 {
  return <u32>(valuesNext - values);
}

/** Hands out the different values that were collected, as records. FOLD_DONE or FOLD_VALUES_FULL. */
export function putValues(user: usize, userLength: u32): u32 {
  for (; item < itemsEnd; item += ITEM_BYTES) {
    const row = itemAddress(item);
    const length = load<u32>(row, ROW_VALUE_LENGTH);
    const long = max(userLength, length) >= <u32>SHORT_LIMIT;
    const size = headBytes(long, userLength) + pairBytes(long) + 1 + length;
    if (valuesNext + size + PAST_END_BYTES > valuesEnd) return FOLD_VALUES_FULL;
    let at = writeHead(valuesNext, long, KIND_EVENT, size, userLength);
    copyBytes(at, user, userLength);
    at = writeLength(at + userLength, long, 1);
    at = writeLength(at, long, length);
    store<u8>(at, load<u8>(load<u32>(row, ROW_NAME)));
    copyBytes(at + 1, load<u32>(row, ROW_VALUE), length);
    valuesNext += size;
  }
  return FOLD_DONE;
}
