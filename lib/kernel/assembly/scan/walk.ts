// Where the second stage stands in the index of the first (see index-lines.ts), and strings, which the index tells. The
// next position is that of the next quote or line feed which was not read yet; whoever reads a string takes two. What
// is read often does that in a local of its own, and calls `walkFrom` before anything else reads.

import { POSITION_BYTES } from '../../layout/line-index';
import { BACKSLASH, COMMA, EQUALS, hexValue, LETTER_U, LINE_FEED, QUOTE } from './json-bytes';

/** What a string takes of the index. */
export const STRING_BYTES: usize = 2 * POSITION_BYTES;

/** Where the next position stands in the index. */
export let next: usize = 0;
/** The next rare byte's position, beyond all lines if there is none. */
export let rare: usize = 0;
let rareAt: usize = 0;

/** Whether the string read last has an escape, and whether one of its bytes as they stand is `,` or `=`. */
export let stringEscaped: bool = false;
export let stringDelimited: bool = false;

export function beginWalk(index: usize, indexEnd: usize): void {
  next = index;
  rareAt = indexEnd;
  takeRare();
}

export function walkFrom(position: usize): void {
  next = position;
}

function takeRare(): void {
  rareAt -= POSITION_BYTES;
  rare = <usize>load<u32>(rareAt);
}

/** From the opening quote at hand to its closing quote; 0 if the string is malformed. */
export function scanString(): usize {
  const end = <usize>load<u32>(next, POSITION_BYTES);
  if (load<u8>(end) != QUOTE) return 0;
  next += STRING_BYTES;
  stringEscaped = false;
  stringDelimited = false;
  return rare > end ? end : scanRareBytes(end);
}

/** The rare bytes of a string that ends at `end`; returns that, or 0 if one may not stand there. */
function scanRareBytes(end: usize): usize {
  while (rare < end) {
    const byte = load<u8>(rare);
    if (byte == BACKSLASH) {
      stringEscaped = true;
      const behind = skipEscape(rare);
      if (behind == 0) return 0;
      while (rare < behind) takeRare();
    } else {
      if (byte != COMMA && byte != EQUALS) return 0;
      stringDelimited = true;
      takeRare();
    }
  }
  return end;
}

function skipEscape(at: usize): usize {
  const byte = load<u8>(at + 1);
  if (byte == LETTER_U) {
    for (let digit: usize = 2; digit < 6; digit++) if (hexValue(load<u8>(at + digit)) > 15) return 0;
    return at + 6;
  }
  // " \ / b f n r t
  const known =
    byte == QUOTE ||
    byte == BACKSLASH ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74;
  return known ? at + 2 : 0;
}

/** Goes on to the line feed of a line that is malformed somewhere behind `position`; returns its address. */
export function walkToLineFeed(position: usize): usize {
  let feed = <usize>load<u32>(position);
  while (load<u8>(feed) != LINE_FEED) {
    position += POSITION_BYTES;
    feed = <usize>load<u32>(position);
  }
  next = position;
  while (rare < feed) takeRare();
  return feed;
}

/** Takes the line feed that ends a line. */
export function takeLineFeed(): void {
  next += POSITION_BYTES;
}
