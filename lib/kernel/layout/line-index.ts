// The index that the scanner makes of lines before it reads them: where their quotes and line ends are, and the rare
// bytes inside strings (see assembly/scan/index-lines.ts). This file is compiled twice, by tsc and by asc: plain
// constants only.
//
// A position is an address (u32). Positions fill the index from its beginning upwards, rare bytes from its end downwards;
// no byte is both, so an index has room for as many words as there are bytes to index, and the slack.

/** Bytes of a position. */
export const POSITION_BYTES = 4;
/** Bytes that are indexed at a time, and then the rest of the line: so the index stays in the processor's cache. */
export const INDEX_WINDOW_BYTES = 0x8000;
/** Words of an index beyond one for each byte: a block of 64 bytes is indexed as a whole, and a few words are written unused. */
export const INDEX_SLACK_WORDS = 192;
/** The scanner reads 64 bytes at a time, the last time past the end of what it reads. */
export const SCAN_OVERREAD_BYTES = 80;
/** A member of an object takes at least five bytes of its line: `"":0,`. */
export const MIN_MEMBER_BYTES = 5;
