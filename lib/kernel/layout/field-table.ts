// The table by which the scanner finds a record's fields: a mapping, compiled (see compile-mapping.ts). This file
// is compiled twice, by tsc and by asc: plain constants only. Integers are u32 unless said otherwise; addresses are
// those of the instance's memory.
//
//   header | nodes, each with its buckets | candidates | slots | texts
//
// A node is an object of the record on the way to some field: a hash table of the names that lead on from there. A slot
// is a place where a path ends; the scanner notes the value that it found there. A field takes the first of its candidates, the
// slots of its paths, that has a value. A node's slots and those of the nodes below it follow each other.
//
// A mapping with forms (see ../../mapping/forms.ts) has up to two more trees of nodes: of the line around a list of records,
// and of the elements of lists of keys and values.

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
/** 1: the mapping has forms; otherwise the words that follow are 0. */
export const TABLE_FORMS = 27;
/** The node and the slots of the line around a list of records, and the slot of that list. Node 0: each line is a record. */
export const TABLE_LINE_ROOT = 28;
export const TABLE_LINE_SLOTS = 29;
export const TABLE_LINE_SLOTS_END = 30;
export const TABLE_LIST = 31;
/** Candidates, as of a field. */
export const TABLE_ONCE = 32;
export const TABLE_UNSET = 34;
/** ID_FIRST, ID_ALL or ID_LINE, and the text before a line's id: its address and length. */
export const TABLE_ID_FORM = 36;
export const TABLE_ID_TEXT = 37;
export const TABLE_ID_TEXT_LENGTH = 38;
export const ID_FIRST = 0;
export const ID_ALL = 1;
export const ID_LINE = 2;
/** The name of every event: its address and length; 0: it stands in the record. */
export const TABLE_NAME_TEXT = 39;
export const TABLE_NAME_TEXT_LENGTH = 40;
/** 1: the order of the source is the time of all records. */
export const TABLE_UNTIMED = 41;
/** 1: attributes are the objects at all candidates of `data` together. */
export const TABLE_ALL_DATA = 42;
/** 1: what gives attributes stands in the line around the records, and is the same for all of them. */
export const TABLE_LINE_DATA = 43;
/** The most entries that the same bytes of a line are read into. */
export const TABLE_DATA_DEPTH = 44;
/** Of a list of keys and values: the node and the slots of an element, the slot of its key and the candidates of its value. */
export const TABLE_PAIR_NODE = 45;
export const TABLE_PAIR_SLOTS = 46;
export const TABLE_PAIR_SLOTS_END = 47;
export const TABLE_PAIR_KEY = 48;
export const TABLE_PAIR_VALUES = 49;
export const TABLE_WORDS = 51;

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

/**
 * A node, in bytes: address of its buckets, their number less one (a power of two less one), the range of the slots below it,
 * and the slot of the object itself, 0: none.
 */
export const NODE_BUCKETS = 0;
export const NODE_MASK = 4;
export const NODE_SLOTS = 8;
export const NODE_SLOTS_END = 12;
export const NODE_SLOT = 20;
/** Other words of a node, of a bucket and of a slot are the scanner's own, at first 0: see assembly/scan/slots.ts. */
export const NODE_BYTES = 24;

/** A bucket, in bytes: first and last eight bytes (u64) of a name, zeros after a shorter one, then the name itself. */
export const BUCKET_FIRST = 0;
export const BUCKET_LAST = 8;
export const BUCKET_LENGTH = 16;
export const BUCKET_TEXT = 20;
/** BUCKET_EMPTY, BUCKET_SLOT and so on; what it leads to is the address in `target`, or a type's kinds. */
export const BUCKET_KIND = 24;
export const BUCKET_TARGET = 28;
/** FORM_ of what stands there. */
export const BUCKET_FORMS = 36;
export const BUCKET_BYTES = 40;
export const BUCKET_EMPTY = 0;
export const BUCKET_SLOT = 1;
export const BUCKET_NODE = 2;
export const BUCKET_TYPE = 3;
/** A path ends here, and others lead on: the slot is that of the node. */
export const BUCKET_SLOT_AND_NODE = 4;
export const BUCKET_EVENT = 5;
/** As the kind in BUCKET_FORMS, but a string or an array here may stand for something else. */
export const BUCKET_OPENED = 6;

/** A string is JSON text; an array is a list of keys and values; a member of `data` is none of the attributes. */
export const FORM_JSON = 1;
export const FORM_PAIRS = 2;
export const FORM_EXCLUDED = 4;
/** Bit position of the kind that a BUCKET_OPENED has otherwise. */
export const FORM_KIND = 8;

/** A slot, in bytes. How it is read: MODE_ bits. */
export const SLOT_MODE = 12;
/** The node whose excluded names are left out of an object's entries; 0: none. */
export const SLOT_EXCLUDED = 24;
export const SLOT_BYTES = 40;
/** An object is read as `data`; the names of an object or the strings of an array are read; an array is the list of records. */
export const MODE_DATA = 1;
export const MODE_NAMES = 2;
export const MODE_LIST = 4;
