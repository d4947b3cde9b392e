// What the scanner notes in a field table (see ../../layout/field-table.ts), in bytes.

/** Of a node, the address of the bucket that came first last time; of a bucket, of the one that followed it. 0: none yet. */
export const NODE_FIRST = 16;
export const BUCKET_NEXT = 32;

// At a slot:

/** KIND_ of the value met, with flags; 0 where none was. */
export const SLOT_KIND = 0;
/** The place of the value; of a string, without its quotes. */
export const SLOT_START = 4;
export const SLOT_END = 8;
/** Of `data` and of names: the addresses of the entries. */
export const SLOT_ENTRIES = 16;
export const SLOT_ENTRIES_END = 20;
/** Of the list of records: where to walk from; or, if it stands in a text, the end of that text, else 0. */
export const SLOT_POSITION = 28;
export const SLOT_RARE = 32;
export const SLOT_TEXT_END = 36;

// Flags beside the kind. Those of `data` are the same as in a record's shape: SHAPE_ENTRY_DELIMITER and
// SHAPE_EMPTY_ENTRY_NAME.
/** Of a string: whether it has escapes, and whether it holds an unescaped delimiter. */
export const SLOT_ESCAPED = 8;
export const SLOT_DELIMITED = 16;
