// The body of a timeline's record (see record.ts): one activity, as the line that it was. This file is compiled twice, by tsc
// and by asc: plain constants only.
//
//   TIMELINE_TIME     8 bytes, big-endian: ascend as timestamps do; 0: it has none
//   TIMELINE_NUMBERS  five numbers, u16 in a short record and u32 in a long one, see NUMBER_
//   then the line, without its line end, and behind it name and id if they had to be unescaped
//
// Offsets count from the first byte of the line. An activity that is no event has no name, and no id.
//
// With KIND_FACTS the body is the time; a pair, the lengths of name and id, as in an event of record.ts; name; id.

export const TIMELINE_TIME = 0;
export const TIMELINE_TIME_BYTES = 8;
export const TIMELINE_NUMBERS = 8;

export const NUMBER_LINE_LENGTH = 0;
export const NUMBER_NAME_OFFSET = 1;
export const NUMBER_NAME_LENGTH = 2;
export const NUMBER_ID_OFFSET = 3;
export const NUMBER_ID_LENGTH = 4;
export const NUMBERS = 5;
export const SHORT_NUMBER_BYTES = 2;
export const LONG_NUMBER_BYTES = 4;

// What the timelines of a range of users are distributed by, see assembly/rows/timeline-keys.ts.
export const KEYS_BY_TIME = 0;
export const KEYS_BY_EVENT = 1;

/** Which facts are wanted besides the time, and whether there is a name. */
export const FACTS_WITH_NAMES = 1;
export const FACTS_WITH_IDS = 2;

// An entry of the table of activities of which only facts are read, and of the table of their users.
/** The timestamp (f64); NaN if there is none. */
export const FACTS_TIME = 0;
/** Addresses and lengths (u32). What is no event has no name, and no id. */
export const FACTS_NAME = 8;
export const FACTS_NAME_LENGTH = 12;
export const FACTS_ID = 16;
export const FACTS_ID_LENGTH = 20;
/** The first activity of the table that has the same name, if that was noticed; else this one. */
export const FACTS_NAMED_LIKE = 24;
export const FACTS_BYTES = 32;
export const FACTS_USER = 0;
export const FACTS_USER_LENGTH = 4;
/** The first activity of the user in the table. */
export const FACTS_USER_FIRST = 8;
export const FACTS_USER_BYTES = 12;

// An entry of the table beside the lines that a reader of timelines gets: what the lines themselves do not say plainly.
/** The timestamp (f64); NaN if there is none. */
export const ACTIVITY_TIME = 0;
/** Addresses and lengths (u32). The user has one address as long as its activities follow each other. */
export const ACTIVITY_USER = 8;
export const ACTIVITY_USER_LENGTH = 12;
export const ACTIVITY_NAME = 16;
export const ACTIVITY_NAME_LENGTH = 20;
export const ACTIVITY_ID = 24;
export const ACTIVITY_ID_LENGTH = 28;
/** The kind of its record (u32). */
export const ACTIVITY_KIND = 32;
/** Of a plain activity whose `data` is left out of its line: its address, and its length; else 0. */
export const ACTIVITY_DATA = 36;
export const ACTIVITY_DATA_LENGTH = 40;
export const ACTIVITY_BYTES = 48;
