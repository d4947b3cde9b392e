// The rows of a run, as they stand in a block. A block can be read on its own: it begins with a user, and an event's
// ids begin with their event's name. Numbers are LEB128 varints unless said otherwise; a text is its length, then its
// bytes. `lib/storage/run-format.ts` describes the file around the blocks.
//
//   TAG_USER       text                                   the user of all rows up to the next TAG_USER
//   TAG_ALONE                                             the user exists
//   TAG_ATTRIBUTE  name, timestamp, value                 name and value are texts
//   TAG_CLEARED    name, timestamp                        the attribute was set to null
//   TAG_NAME       text                                   the event of all ids up to the next TAG_NAME or TAG_USER
//   TAG_UUID       16 bytes                               an event id that is a canonical UUID
//   TAG_ID         text                                   any other event id
//
// A timestamp is a varint where the tag has INTEGER_TIMESTAMP (a whole number from 0 to 2^53), else its 8 bytes (f64).
// Rows ascend by user, then: alone, attributes by name, ids by name and id.

export const TAG_USER: u8 = 0;
export const TAG_ALONE: u8 = 1;
export const TAG_ATTRIBUTE: u8 = 2;
export const TAG_CLEARED: u8 = 3;
export const TAG_NAME: u8 = 4;
export const TAG_UUID: u8 = 5;
export const TAG_ID: u8 = 6;
export const INTEGER_TIMESTAMP: u8 = 8;

/** The sections of a user's rows, in their order. */
export const SECTION_ALONE: u32 = 0;
export const SECTION_ATTRIBUTES: u32 = 1;
export const SECTION_EVENTS: u32 = 2;
