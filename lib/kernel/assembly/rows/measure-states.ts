// What the measures of the user at hand have come to: a state for each measure, see ../../layout/fold.ts.

import {
  MAX_MEASURES,
  MEASURE_BYTES,
  MEASURE_COLUMN,
  MEASURE_NAME,
  MEASURE_NAME_LENGTH,
  MEASURE_REDUCER,
  MEASURE_TIMES,
  REDUCER_DISTINCT,
  REDUCER_EARLIEST,
  REDUCER_LATEST,
  REDUCER_MAX,
  REDUCER_SUM,
  STATE_BYTES,
  STATE_DECIMAL,
  STATE_ORDINAL,
  STATE_PRESENT,
  STATE_RENEWED,
  STATE_SUM,
  STATE_TEXT,
  STATE_TEXT_LENGTH,
  STATE_TIME,
} from '../../layout/fold';
import { addDecimal, compareDecimals, copyDecimal, decimal, readDecimal } from '../decimal';
import { instantOf } from '../instant';
import {
  eventOrdinal,
  eventTime,
  hasOrdinal,
  nextMeasured,
  openMeasures,
  valueColumn,
  valueLength,
  valueText,
} from './measured';

/** The measures, in the order of their names. */
let measures: usize = 0;
export let measureCount: u32 = 0;
/** How many of them count different values. */
export let distinctCount: u32 = 0;

const states: usize = memory.data(MAX_MEASURES * STATE_BYTES, 16);
/** For each column the set (u64) of the measures that its values feed. */
const fed: usize = memory.data(MAX_MEASURES * 8, 16);
/** For each column the set of those that count different values. */
const counted: usize = memory.data(MAX_MEASURES * 8, 16);

/** Takes a table of measures (see ../../layout/fold.ts); without one there are none. */
export function useMeasures(table: usize, count: u32): void {
  measures = table;
  measureCount = count;
  distinctCount = 0;
  memory.fill(fed, 0, MAX_MEASURES * 8);
  memory.fill(counted, 0, MAX_MEASURES * 8);
  for (let index: u32 = 0; index < count; index++) {
    const isCounted = reducerOf(index) == REDUCER_DISTINCT;
    const set = (isCounted ? counted : fed) + (load<u32>(measureAt(index), MEASURE_COLUMN) << 3);
    store<u64>(set, load<u64>(set) | ((<u64>1) << index));
    if (isCounted) distinctCount++;
  }
  resetStates();
}

export function resetStates(): void {
  memory.fill(states, 0, measureCount * STATE_BYTES);
}

function measureAt(index: u32): usize {
  return measures + index * MEASURE_BYTES;
}

export function reducerOf(index: u32): u32 {
  return load<u32>(measureAt(index), MEASURE_REDUCER);
}

export function measureName(index: u32): usize {
  return load<u32>(measureAt(index), MEASURE_NAME);
}

export function measureNameLength(index: u32): u32 {
  return load<u32>(measureAt(index), MEASURE_NAME_LENGTH);
}

export function stateOf(index: u32): usize {
  return states + index * STATE_BYTES;
}

/** The set of the measures that count the different values of a column. */
export function countedMeasures(column: u32): u64 {
  return load<u64>(counted + (column << 3));
}

/** Takes the values of an event, which is the `number`th, unless it has an ordinal. */
export function reduceEvent(record: usize, number: u32): void {
  openMeasures(record);
  const ordinal = hasOrdinal ? eventOrdinal : <u64>number;
  while (nextMeasured()) {
    let set = load<u64>(fed + (valueColumn << 3));
    let read = false;
    for (; set != 0; set &= set - 1) {
      const index = <u32>ctz(set);
      const reducer = reducerOf(index);
      const state = stateOf(index);
      if (reducer >= <u32>REDUCER_EARLIEST) {
        reduceTime(state, eventTime, ordinal, reducer == REDUCER_LATEST, reducer == REDUCER_EARLIEST);
      } else if (load<u32>(measureAt(index), MEASURE_TIMES) != 0) {
        reduceTime(state, instantOf(valueText, valueLength), ordinal, reducer == REDUCER_MAX, true);
      } else {
        if (!read) readDecimal(valueText, valueText + valueLength);
        read = true;
        if (reducer == REDUCER_SUM) {
          addDecimal(state + STATE_SUM);
          store<u32>(state, 1, STATE_PRESENT);
        } else {
          reduceDecimal(state, ordinal, reducer == REDUCER_MAX);
        }
      }
    }
  }
}

/** The value at the greatest time, or at the least; of equal ones the first or the last in the source. */
function reduceTime(state: usize, time: f64, ordinal: u64, greatest: bool, first: bool): void {
  if (load<u32>(state, STATE_PRESENT) != 0) {
    const chosen = load<f64>(state, STATE_TIME);
    if (time == chosen) {
      if (first ? ordinal >= load<u64>(state, STATE_ORDINAL) : ordinal <= load<u64>(state, STATE_ORDINAL))
        return;
    } else if (time > chosen != greatest) {
      return;
    }
  }
  store<f64>(state, time, STATE_TIME);
  choose(state, ordinal);
}

/** The greatest number, or the least; of equal ones the first in the source. */
function reduceDecimal(state: usize, ordinal: u64, greatest: bool): void {
  if (load<u32>(state, STATE_PRESENT) != 0) {
    const order = compareDecimals(decimal, state + STATE_DECIMAL);
    if (order == 0) {
      if (ordinal >= load<u64>(state, STATE_ORDINAL)) return;
    } else if (order > 0 != greatest) {
      return;
    }
  }
  copyDecimal(state + STATE_DECIMAL, decimal);
  choose(state, ordinal);
}

function choose(state: usize, ordinal: u64): void {
  store<u64>(state, ordinal, STATE_ORDINAL);
  store<u32>(state, <u32>valueText, STATE_TEXT);
  store<u32>(state, valueLength, STATE_TEXT_LENGTH);
  store<u32>(state, 1, STATE_PRESENT);
  store<u32>(state, 1, STATE_RENEWED);
}

/** Of a fold of parts: the address of the text that a measure has come to since it was last asked; 0: no other one. */
export function renewedText(index: u32): u32 {
  const state = stateOf(index);
  const isNew = load<u32>(state, STATE_RENEWED) != 0;
  store<u32>(state, 0, STATE_RENEWED);
  return isNew ? load<u32>(state, STATE_TEXT) : 0;
}

export function renewedLength(index: u32): u32 {
  return load<u32>(stateOf(index), STATE_TEXT_LENGTH);
}

export function hasValueOf(index: u32): bool {
  return load<u32>(stateOf(index), STATE_PRESENT) != 0;
}
