// The table by which the scanner finds a record's fields: a mapping, compiled (see compile-mapping.ts). This file
// is compiled twice, by tsc and by asc: plain constants only. Integers are u32 unless said otherwise; addresses are
// those of the instance's memory.
//
//   header | nodes, each with its buckets | candidates | slots | texts
//
// A node is an object of the record on the way to some field: a hash table of the names that lead on from there. A slot
// is a place where a path ends; the scanner notes the value that it found there. A field takes the first of its candidates, the
// slots of its paths, that has a value. A node's slots and those of the nodes below it follow each other.

/** Header, in words. */
export const TABLE_ROOT = 0;
/** A node whose buckets hold the kinds of record types, as SHAPE_ bits. */
export const TABLE_TYPES = 1;
/** The kinds of any other type, and of none. */
export const TABLE_OTHERWISE = 2;
/** 1: times are texts of ISO 8601; 0: numbers. */
export const TABLE_INSTANTS = 3;
export const TABLE_SLOTS = 4;
export const TABLE_SLOTS_END = 5;
/** Two words a field: the address of its first candidate, and the end of its last; a candidate is the address of a slot. */
export const TABLE_USER = 6;
export const TABLE_TYPE = 8;
export const TABLE_ID = 10;
export const TABLE_NAME = 12;
export const TABLE_TIMESTAMP = 14;
export const TABLE_DATA = 16;
/** 1: it is the plain input: attributes must have `data`, and their times must be numbers. */
export const TABLE_PLAIN = 18;
/** Columns of measures, COLUMN_BYTES each, then checks of their values, CHECK_BYTES each, in the order in which they are made. */
export const TABLE_COLUMNS = 19;
export const TABLE_COLUMNS_END = 20;
export const TABLE_CHECKS = 21;
export const TABLE_CHECKS_END = 22;
/** A node whose buckets hold the names of events that columns name; the target is the address of a set of columns. */
export const TABLE_EVENTS = 23;
/** The set (u64) of the columns of any other event: its first word. */
export const TABLE_OTHER_EVENTS = 24;
/** 1: events have times, too; otherwise only attributes have, and events with a measure that needs one. */
export const TABLE_EVENT_TIMES = 26;
export const TABLE_WORDS = 27;

/** A column, in bytes: the addresses of its first candidate and of the end of its last. */
export const COLUMN_FIRST = 0;
export const COLUMN_END = 4;
/** 1: it has a measure whose text is written as it is, so that delimiters count. */
export const COLUMN_WRITTEN = 8;
/** 1: it has a measure that needs the time of the event. */
export const COLUMN_TIMED = 12;
/** The scanner's own: the slot of the record at hand, 0: none. */
export const COLUMN_SLOT = 16;
export const COLUMN_BYTES = 20;

/** A check, in bytes: its kind, its column, and the number of the first measure that it is made for. */
export const CHECK_KIND = 0;
export const CHECK_COLUMN = 4;
export const CHECK_MEASURE = 8;
export const CHECK_BYTES = 12;
/** There may be any value. */
export const CHECK_VALUE = 0;
/** Any value, and the event must have a time. */
export const CHECK_TIMED_VALUE = 1;
/** It must be a number that can be added exactly. */
export const CHECK_DECIMAL = 2;
/** It must be a time of ISO 8601. */
export const CHECK_INSTANT = 3;

/** A node, in bytes: address of its buckets, their number less one (a power of two less one), and its range of slots. */
export const NODE_BUCKETS = 0;
export const NODE_MASK = 4;
export const NODE_SLOTS = 8;
export const NODE_SLOTS_END = 12;
/** The last words of a node, of a bucket and of a slot are the scanner's own, at first 0: see assembly/scan/slots.ts. */
export const NODE_BYTES = 24;

/** A bucket, in bytes: first and last eight bytes (u64) of a name, zeros after a shorter one, then the name itself. */
export const BUCKET_FIRST = 0;
export const BUCKET_LAST = 8;
export const BUCKET_LENGTH = 16;
export const BUCKET_TEXT = 20;
/** BUCKET_EMPTY, BUCKET_SLOT or BUCKET_NODE; what it leads to is the address in `target`, or a type's kinds. */
export const BUCKET_KIND = 24;
export const BUCKET_TARGET = 28;
export const BUCKET_BYTES = 40;
export const BUCKET_EMPTY = 0;
export const BUCKET_SLOT = 1;
export const BUCKET_NODE = 2;
export const BUCKET_TYPE = 3;
/** A path ends here, and others lead on: the slot is the first in front of the node's. */
export const BUCKET_SLOT_AND_NODE = 4;
export const BUCKET_EVENT = 5;

/** A slot, in bytes. 1 if an object is read as `data`. */
export const SLOT_DATA = 12;
export const SLOT_BYTES = 24;
