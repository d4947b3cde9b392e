// The rows of a run, as they stand in a block. A block can be read on its own: it begins with a user. Numbers are LEB128
// varints unless said otherwise; a text is its length, then its bytes. `lib/runs/run-format.ts` describes the file
// around the blocks.
//
// A row begins with a head, a varint: what kind of row in its lowest bits, an argument above them.
//
//   ROW_USER       argument: shared     rest                        the user of all rows up to the next ROW_USER
//   ROW_ALONE                                                       the user exists
//   ROW_SAME_TIME  argument: name       [name] value                an attribute
//   ROW_TIME       argument: name       [name] delta value          an attribute
//   ROW_DOUBLE     argument: name       [name] timestamp value      an attribute
//   ROW_ID         argument: name       [name] text                 an event's id
//   ROW_UUID       argument: name       [name] 16 bytes             an event's id that is a canonical UUID
//
// Rows ascend by user, then: alone, attributes by name, ids by name and id.
//
// User: as many bytes of the user before in the block as the argument says, at most MAX_SHARED_USER, then the rest, a text.
// Name: stands in a block where it is first needed: there the argument is 0, and the name follows. It is known by its
// number after that: the first one is 1. Rarely it is given a second number, see block-names.ts. A name is
//   lengths (u8: shared << 4 | bytes of the rest, 15: so many and those that a varint says) [varint] [slot (u8)] rest
// Where it shares bytes with an earlier name, these are the first ones of the name that was the last new one with the same
// `nameSlot` as the slot that is given; zeros follow it, and are all there is where there was none.
// Shared bytes are put back in front of the rest, over what has been read by then: whoever writes a block shares no more
// than fit between the last user or new name and the rest.
// Timestamp: a whole number from 0 to 2^53 is the signed difference (zigzag) to the one before in the block, at first to
// 0; any other is its 8 bytes (f64).
// Value: its length + 1 and its bytes, or 0: the attribute was set to null.

export const ROW_USER: u32 = 0;
export const ROW_ALONE: u32 = 1;
export const ROW_SAME_TIME: u32 = 2;
export const ROW_TIME: u32 = 3;
export const ROW_DOUBLE: u32 = 4;
export const ROW_ID: u32 = 5;
export const ROW_UUID: u32 = 6;
export const KIND_BITS: u32 = 3;
export const KIND_MASK: u32 = 7;

export const UUID_BYTES: u32 = 16;

/** A user's head stays one byte. */
export const MAX_SHARED_USER: u32 = 15;
/** What the integer of a name's first bytes holds. */
export const MAX_SHARED_NAME: u32 = 8;
/** Lengths of a name's rest from here on take a varint. */
export const LONG_REST: u32 = 15;

/** Beginnings of names that are told apart. */
export const NAME_SLOTS: u32 = 256;

/** The slot of a name by its first three bytes: most names that begin with the same word, and few others, share it. */
export function nameSlot(prefix: u64): u32 {
  return (<u32>(prefix >> 40) * 0x9e3779b1) >> 24;
}

/** The sections of a user's rows, in their order. */
export const SECTION_ALONE: u32 = 0;
export const SECTION_ATTRIBUTES: u32 = 1;
export const SECTION_EVENTS: u32 = 2;
