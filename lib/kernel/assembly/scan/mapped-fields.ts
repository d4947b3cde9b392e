// The fields of a mapped record: the values at the slots of a field table → the words of a record, and what they add to its shape.

import {
  KIND_ABSENT,
  KIND_NUMBER,
  KIND_STRING,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_NAME,
  SHAPE_NAME_DELIMITER,
  SHAPE_TIMESTAMP,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
} from '../../layout/columns';
import {
  BUCKET_TARGET,
  ID_ALL,
  ID_FIRST,
  TABLE_EVENT_TIMES,
  TABLE_FORMS,
  TABLE_ID,
  TABLE_ID_FORM,
  TABLE_ID_TEXT,
  TABLE_ID_TEXT_LENGTH,
  TABLE_INSTANTS,
  TABLE_NAME,
  TABLE_NAME_TEXT,
  TABLE_NAME_TEXT_LENGTH,
  TABLE_OTHERWISE,
  TABLE_PLAIN,
  TABLE_TIMESTAMP,
  TABLE_TYPES,
  TABLE_UNTIMED,
  TABLE_USER,
} from '../../layout/field-table';
import { copyBytes } from '../bytes';
import { findText } from '../field-table';
import { instantOf } from '../instant';
import { readLineId, readWholeId } from './ids';
import { holdsDelimiter } from './json-text';
import { columnsOf, findSlots, hasMeasures, putMeasures, resetMeasures } from './measures';
import { got, put, setTimestamp, timestampOf } from './record';
import { chosenSlot, readSlot, slotKind } from './slot-values';
import { SLOT_END, SLOT_START } from './slots';
import { hasTextRoom, input, keepText, textLength, textStart, textsEnd } from './texts';
import { numberOf, scanTime } from './times';

let table: usize = 0;
/** Whether the mapping has forms. */
export let hasForms: bool = false;
/** The name of every event, among the texts; of no length if it stands in the record. */
let nameStart: u32 = 0;
let nameLength: u32 = 0;
let nameDelimited: bool = false;

export function resetFields(fields: usize): void {
  table = fields;
  hasForms = fields != 0 && header(TABLE_FORMS) != 0;
  resetMeasures(fields);
  nameLength = hasForms ? header(TABLE_NAME_TEXT_LENGTH) : 0;
  if (nameLength == 0 || !hasTextRoom(nameLength)) return;
  copyBytes(textsEnd, header(TABLE_NAME_TEXT), nameLength);
  nameDelimited = holdsDelimiter(textsEnd, nameLength);
  keepText(textsEnd + nameLength);
  nameStart = textStart;
}

export function header(word: u32): u32 {
  return load<u32>(table + (word << 2));
}

/** The slot that a field is taken from. */
export function slotOf(field: u32): usize {
  return chosenSlot(header(field), header(field + 1));
}

export function kindsOfType(slot: usize): u32 {
  if (slotKind(slot) != KIND_STRING) return header(TABLE_OTHERWISE);
  readSlot(slot);
  const bucket = findText(header(TABLE_TYPES), input + textStart, textLength);
  return bucket == 0 ? header(TABLE_OTHERWISE) : load<u32>(bucket, BUCKET_TARGET);
}

export function putUser(slot: usize): u32 {
  return putText(slot, SHAPE_USER, RECORD_USER_OFFSET, RECORD_USER_LENGTH, SHAPE_USER_DELIMITER);
}

/** Puts the type of the line in the place of a name, so that ignored records can be counted by type. */
export function putIgnoredType(slot: usize): void {
  if (slotKind(slot) != KIND_STRING) return;
  readSlot(slot);
  putTextRead(RECORD_NAME_OFFSET, RECORD_NAME_LENGTH);
}

function putTextRead(offsetWord: u32, lengthWord: u32): void {
  put(offsetWord, textStart);
  put(lengthWord, textLength);
}

function putId(): u32 {
  const form = header(TABLE_ID_FORM);
  if (form == ID_FIRST) return putIdOf(slotOf(TABLE_ID));
  const kind =
    form == ID_ALL
      ? readWholeId(header(TABLE_ID), header(TABLE_ID + 1))
      : readLineId(header(TABLE_ID_TEXT), header(TABLE_ID_TEXT_LENGTH));
  if (kind == KIND_ABSENT) return putIdOf(slotOf(TABLE_ID));
  if (kind == KIND_STRING) putTextRead(RECORD_ID_OFFSET, RECORD_ID_LENGTH);
  return kind << SHAPE_ID;
}

function putIdOf(slot: usize): u32 {
  return putText(slot, SHAPE_ID, RECORD_ID_OFFSET, RECORD_ID_LENGTH, 0);
}

function putName(): u32 {
  if (nameLength != 0) {
    put(RECORD_NAME_OFFSET, nameStart);
    put(RECORD_NAME_LENGTH, nameLength);
    return (KIND_STRING << SHAPE_NAME) | (nameDelimited ? SHAPE_NAME_DELIMITER : 0);
  }
  const slot = slotOf(TABLE_NAME);
  return putText(slot, SHAPE_NAME, RECORD_NAME_OFFSET, RECORD_NAME_LENGTH, SHAPE_NAME_DELIMITER);
}

/** A field that is a text, or a number whose source text counts; returns what it adds to the shape. */
function putText(slot: usize, field: u32, offsetWord: u32, lengthWord: u32, delimiterFlag: u32): u32 {
  const kind = slotKind(slot);
  let shape = kind << field;
  if (kind == KIND_STRING) {
    if (readSlot(slot)) shape |= delimiterFlag;
    putTextRead(offsetWord, lengthWord);
  } else if (kind == KIND_NUMBER) {
    const start = load<u32>(slot, SLOT_START);
    put(offsetWord, start - <u32>input);
    put(lengthWord, load<u32>(slot, SLOT_END) - start);
  }
  return shape;
}

/** A text that is a time, or a JSON number where numbers are expected, counts as a number. */
export function putTime(): u32 {
  if (header(TABLE_UNTIMED) != 0) {
    setTimestamp(0);
    return KIND_NUMBER << SHAPE_TIMESTAMP;
  }
  const slot = slotOf(TABLE_TIMESTAMP);
  const kind = slotKind(slot);
  const isNumber = header(TABLE_INSTANTS) == 0;
  if (isNumber && kind == KIND_NUMBER) scanTime(load<u32>(slot, SLOT_START));
  if (kind != KIND_STRING || header(TABLE_PLAIN) != 0) return kind << SHAPE_TIMESTAMP;
  readSlot(slot);
  const text = input + textStart;
  const instant = isNumber ? numberOf(text, textLength) : instantOf(text, textLength);
  setTimestamp(instant);
  return (isNaN(instant) ? KIND_STRING : KIND_NUMBER) << SHAPE_TIMESTAMP;
}

/** The fields of an event, and the values of its measures as entries. */
export function putEvent(): u32 {
  const shape = SHAPE_EVENT | putId() | putName();
  let timed = header(TABLE_EVENT_TIMES) != 0;
  const columns: u64 = hasMeasures ? columnsOf(got(RECORD_NAME_OFFSET), got(RECORD_NAME_LENGTH)) : 0;
  if (columns != 0 && findSlots(columns)) timed = true;
  const timeShape = timed ? putTime() : 0;
  if (columns == 0) return shape;
  return shape | timeShape | putMeasures(columns, isFinite(timestampOf()));
}
