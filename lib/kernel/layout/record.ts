// A record: one activity as memory and run files hold it, before anything is folded. This file is compiled twice, by tsc
// and by asc: plain constants only. Nothing in a record is aligned; integers are little-endian.
//
//   RECORD_SIZE  u16  bytes of the whole record; 0: it is a long one
//   RECORD_KIND  u8   flags, see KIND_
//   short:  RECORD_USER_LENGTH  u8, then the user at RECORD_USER
//   long:   LONG_SIZE u32, LONG_USER_LENGTH u32, then the user at LONG_USER
//
// The body follows the user. Its lengths are u8 in a short record and u32 in a long one; two of them are a pair:
//   an event:    a pair, the lengths of its name and its id; the name; the id (of a canonical UUID its 16 bytes); with
//                KIND_MEASURED what it says about measures, up to the end of the record
//   attributes:  the number of entries; the timestamp (u32 with KIND_WHOLE_TIME, else f64); a pair for each entry, the
//                lengths of its name and its value; then the texts: name, value, name, value ...
// Attributes without entries say that their user exists.
//
// A record of a timeline (KIND_TIMELINE) has another body, see timeline.ts.

export const RECORD_SIZE = 0;
export const RECORD_KIND = 2;
export const SHORT_USER_LENGTH = 3;
export const SHORT_USER = 4;
export const LONG_SIZE = 4;
export const LONG_USER_LENGTH = 8;
export const LONG_USER = 12;

/** A length, or the number of entries. */
export const SHORT_LENGTH_BYTES = 1;
export const LONG_LENGTH_BYTES = 4;

/** Where the second length of a pair is; the first is at 0. */
export const SHORT_PAIR_SECOND = 1;
export const SHORT_PAIR_BYTES = 2;
export const LONG_PAIR_SECOND = 4;
export const LONG_PAIR_BYTES = 8;

/** A timestamp with KIND_WHOLE_TIME, and any other. */
export const WHOLE_TIME_BYTES = 4;
export const TIME_BYTES = 8;

export const KIND_EVENT = 1;
/** Of an event: its id is a canonical UUID. */
export const KIND_UUID = 2;
/** Of attributes: the timestamp is a whole number from 0 to 2^32 - 1. */
export const KIND_WHOLE_TIME = 4;
/** Of an event: it has values of measures. */
export const KIND_MEASURED = 8;
/** One activity of a timeline; with KIND_EVENT, whatever it is: it is one row that is never split. */
export const KIND_TIMELINE = 16;
/** Of a timeline: a mapping says what its fields are called. */
export const KIND_MAPPED = 32;
/** Of a timeline: it holds the facts of its activity, without the line; KIND_UUID is as of events. */
export const KIND_FACTS = 64;

/** A record is short if it takes at most this, and each of its lengths, and the number of its entries, is below SHORT_LIMIT. */
export const MAX_SHORT_SIZE = 65535;
export const SHORT_LIMIT = 255;
/** Instead of a value's length: the attribute was set to null. */
export const SHORT_CLEARED = 255;
export const LONG_CLEARED = 0xffffffff;

export const UUID_BYTES = 16;

// What an event says about measures: MEASURED_FLAGS u8; the time of the event, if it counts (u32 with MEASURED_WHOLE_TIME, f64 with
// MEASURED_TIME); with MEASURED_ORDINAL its place in the source among all events of its user (u64), which its place among
// the records no longer tells; then the values: column (u8), length (u8 in a short record, u32 in a long one), text.
export const MEASURED_FLAGS = 0;
export const MEASURED_FLAGS_BYTES = 1;
export const MEASURED_TIME = 1;
export const MEASURED_WHOLE_TIME = 2;
export const MEASURED_ORDINAL = 4;
export const ORDINAL_BYTES = 8;
export const VALUE_COLUMN = 0;
export const VALUE_COLUMN_BYTES = 1;
