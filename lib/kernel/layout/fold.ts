// The records of a fold's workspace. This file is compiled twice, by tsc and by asc: plain constants only.

/** A piece: whole records in a row. Pieces are given in source order. */
export const PIECE_ADDRESS = 0;
export const PIECE_LENGTH = 4;
export const PIECE_BYTES = 8;

/** A record that was met, in source order: where it is, the cursor of the list it belongs to, and the number of its first row. */
export const NODE_RECORD = 0;
export const NODE_LIST = 4;
export const NODE_ROW = 8;
export const NODE_BYTES = 12;

/** A record in the list of its user, attributes before events, each in source order. */
export const ENTRY_RECORD = 0;
export const ENTRY_ROW = 4;
export const ENTRY_BYTES = 8;

export const USER_TEXT = 0;
export const USER_LENGTH = 4;
/** Where its list begins. */
export const USER_FIRST = 8;
/** Where its attributes end, and its events begin; and where these end. While records are met: how many there are. */
export const USER_ATTRIBUTES = 12;
export const USER_EVENTS = 16;
export const USER_BYTES = 20;

/** A row of the user at hand: an attribute, or the id of an event. */
export const ROW_NAME = 0;
export const ROW_NAME_LENGTH = 4;
/** The value or the id. */
export const ROW_VALUE = 8;
/** Of an attribute that was set to null: LONG_CLEARED. */
export const ROW_VALUE_LENGTH = 12;
export const ROW_TIME = 16;
/** Of an id, in the place of a time: its record. */
export const ROW_RECORD = 16;
/** Rows are numbered in source order. */
export const ROW_NUMBER = 24;
/** Of an id: whether it is that of a canonical UUID. */
export const ROW_IS_UUID = 28;
export const ROW_BYTES = 32;

/** The whole key of a row: rows of one key fold into one. */
export const KEY_USER_PREFIX = 0;
export const KEY_NAME_PREFIX = 8;
export const KEY_USER = 16;
export const KEY_USER_LENGTH = 20;
export const KEY_SECTION = 24;
export const KEY_NAME = 28;
export const KEY_NAME_LENGTH = 32;
export const KEY_ID = 36;
export const KEY_ID_LENGTH = 40;
/** Of a splitter: 0 if it is just before its key, 1 if it is just behind it. */
export const KEY_BEHIND = 44;
export const KEY_BYTES = 48;
/** A splitter of a distribution is the address (u32) of its key. */
export const KEY_ADDRESS_BYTES = 4;

/** Sections of a user's rows, in their order. Ids that are texts come before UUIDs of the same name. */
export const SECTION_ALONE = 0;
export const SECTION_ATTRIBUTE = 1;
export const SECTION_EVENT = 2;
export const SECTION_END = 3;

// What a fold makes of the measures of its users.
/** The values of the events become summaries. */
export const FOLD_WHOLE = 0;
/** One part of a user's events after the other: states are kept, and different values handed out, for a fold of their own. */
export const FOLD_PARTS = 1;
/** The records are values: the name of each is the number (u8) of a measure, its id a different value, or the only one. */
export const FOLD_VALUES = 2;

// Results of a fold.
export const FOLD_DONE = 0;
/** The output is full. */
export const FOLD_NEEDS_ROOM = 1;
/** The rows of a user do not fit into the workspace. */
export const FOLD_TOO_LARGE = 2;
/** The buffer of values is full. */
export const FOLD_VALUES_FULL = 3;

/** A measure in the table of a fold. */
export const MEASURE_REDUCER = 0;
/** The number of the column of its values. */
export const MEASURE_COLUMN = 4;
/** Of MEASURE_MIN and MEASURE_MAX: 1 if the values are times. */
export const MEASURE_TIMES = 8;
export const MEASURE_NAME = 12;
export const MEASURE_NAME_LENGTH = 16;
export const MEASURE_BYTES = 20;
/** A set of measures or columns has this many at most. */
export const MAX_MEASURES = 64;

export const REDUCER_SUM = 0;
export const REDUCER_MIN = 1;
export const REDUCER_MAX = 2;
export const REDUCER_EARLIEST = 3;
export const REDUCER_LATEST = 4;
export const REDUCER_DISTINCT = 5;

/** What a measure of the user at hand has come to. A sum is all that its state holds. */
export const STATE_SUM = 0;
export const STATE_DECIMAL = 0;
export const STATE_TIME = 48;
/** Where in the source the chosen value stands. */
export const STATE_ORDINAL = 56;
export const STATE_TEXT = 64;
export const STATE_TEXT_LENGTH = 68;
/** 1: it has a value. */
export const STATE_PRESENT = 112;
/** 1: the text of a part's fold is new. */
export const STATE_RENEWED = 116;
export const STATE_BYTES = 128;
