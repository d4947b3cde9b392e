// The columns of an ActivityBatch, as the kernel writes and reads them. This file is compiled twice, by tsc and by
// asc: plain constants only.
//
// Offsets of texts count from the first byte of the batch's `bytes`. A text is the UTF-8 bytes of the unescaped
// string, or of a number's, object's or array's source text without white space. A text that is in its line in this form
// points there; one that had to be unescaped or compacted points after the lines.

/** Words (u32) of a record: one line that is not blank, or the second activity of the line before. */
export const RECORD_WORDS = 11;
/** Kinds and flags of the record's fields, see SHAPE_. */
export const RECORD_SHAPE = 0;
/** The line without its line end. */
export const RECORD_LINE_OFFSET = 1;
/**
 * Bytes of the whole line, 2^32 - 1 at most. Of a line that is too long the batch may hold only the first KiB, and
 * its timestamp is its whole length.
 */
export const RECORD_LINE_LENGTH = 2;
export const RECORD_USER_OFFSET = 3;
export const RECORD_USER_LENGTH = 4;
/** The name; of a record that a mapping ignores, its type. */
export const RECORD_NAME_OFFSET = 5;
export const RECORD_NAME_LENGTH = 6;
export const RECORD_ID_OFFSET = 7;
export const RECORD_ID_LENGTH = 8;
/** Index of the first entry of `data`, and how many there are, in source order, repeated names included. */
export const RECORD_FIRST_ENTRY = 9;
export const RECORD_ENTRIES = 10;

/** Words (u32) of an entry: one member of an attributes line's `data`. */
/** Of an event: the value of a column of measures, whose number stands in ENTRY_COLUMN. */
export const ENTRY_WORDS = 4;
export const ENTRY_NAME_OFFSET = 0;
export const ENTRY_NAME_LENGTH = 1;
/** NULL_VALUE where the value is `null`. */
export const ENTRY_VALUE_OFFSET = 2;
export const ENTRY_VALUE_LENGTH = 3;
export const NULL_VALUE = 0xffffffff;
export const ENTRY_COLUMN = 0;
/** Of an event with SHAPE_BAD_MEASURE its only entry: the number of the measure, and FAULT_ or the KIND_ that was found. */
export const ENTRY_MEASURE = 0;
export const ENTRY_FAULT = 1;
export const FAULT_TIME = 16;
export const FAULT_OTHER_STRING = 17;
export const FAULT_TOO_LARGE = 18;
export const FAULT_TOO_FINE = 19;

// The shape word: a kind of three bits for each field, then flags. Of a key given twice, the last one counts.
export const KIND_ABSENT = 0;
export const KIND_NULL = 1;
export const KIND_STRING = 2;
export const KIND_NUMBER = 3;
export const KIND_BOOLEAN = 4;
export const KIND_OBJECT = 5;
export const KIND_ARRAY = 6;
/** Something that is no object stands on the way of the field's path. */
export const KIND_BLOCKED = 7;
export const KIND_MASK = 7;
/** Bit position of each field's kind. */
export const SHAPE_USER = 0;
export const SHAPE_ID = 3;
export const SHAPE_NAME = 6;
export const SHAPE_TIMESTAMP = 9;
export const SHAPE_DATA = 12;
/** What `type` says it is; neither bit: something else, or nothing. Fields that such a record has not are void. */
export const SHAPE_EVENT = 0x8000;
export const SHAPE_ATTRIBUTES = 0x10000;
/**
 * `,` `=` LF or CR in the user id; in the name; in the name or the value of any entry, even one given again later, or in a
 * value of a measure that is written as it is.
 */
export const SHAPE_USER_DELIMITER = 0x20000;
export const SHAPE_NAME_DELIMITER = 0x40000;
export const SHAPE_ENTRY_DELIMITER = 0x80000;
/** An entry has an empty name. */
export const SHAPE_EMPTY_ENTRY_NAME = 0x100000;
// Faults of the whole line; its fields are then void.
export const SHAPE_TOO_LONG = 0x200000;
export const SHAPE_INVALID_UTF8 = 0x400000;
export const SHAPE_MALFORMED = 0x800000;
/** Well-formed JSON, but not an object. */
export const SHAPE_NOT_AN_OBJECT = 0x1000000;
export const SHAPE_FAULTS = 0x1e00000;
/** Of the same line as the record before it: that one is the event, this one the attributes that it carries. */
export const SHAPE_SAME_LINE = 0x2000000;
/** With a mapping: something that is no object stands on the way to the type. */
export const SHAPE_BLOCKED_TYPE = 0x4000000;
/** Of an event: a value is not what a measure needs. */
export const SHAPE_BAD_MEASURE = 0x8000000;

// A record is plainly valid if the bits of its shape that count are what they must be, none of its texts is empty, and its
// timestamp is finite, if it needs one. A string and a number, which are both ids, differ in one bit of their kinds.
const ID_KIND = KIND_STRING & KIND_NUMBER;
const ID_KIND_MASK = KIND_MASK & ~(KIND_STRING ^ KIND_NUMBER);

export const VALID_EVENT =
  SHAPE_EVENT | (ID_KIND << SHAPE_USER) | (ID_KIND << SHAPE_ID) | (KIND_STRING << SHAPE_NAME);
export const VALID_EVENT_MASK =
  SHAPE_FAULTS |
  SHAPE_BAD_MEASURE |
  SHAPE_EVENT |
  (ID_KIND_MASK << SHAPE_USER) |
  (ID_KIND_MASK << SHAPE_ID) |
  (KIND_MASK << SHAPE_NAME);
/** They count, too, unless delimiters are escaped. */
export const EVENT_DELIMITERS = SHAPE_USER_DELIMITER | SHAPE_NAME_DELIMITER | SHAPE_ENTRY_DELIMITER;

export const VALID_ATTRIBUTES =
  SHAPE_ATTRIBUTES | (ID_KIND << SHAPE_USER) | (KIND_NUMBER << SHAPE_TIMESTAMP) | (KIND_OBJECT << SHAPE_DATA);
export const VALID_ATTRIBUTES_MASK =
  SHAPE_FAULTS |
  SHAPE_ATTRIBUTES |
  SHAPE_EMPTY_ENTRY_NAME |
  (ID_KIND_MASK << SHAPE_USER) |
  (KIND_MASK << SHAPE_TIMESTAMP) |
  (KIND_MASK << SHAPE_DATA);
export const ATTRIBUTES_DELIMITERS = SHAPE_USER_DELIMITER | SHAPE_ENTRY_DELIMITER;
