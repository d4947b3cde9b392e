// The progress of the second stage in the index of the first (see index-lines.ts), and reading strings by the index. The
// next position is that of the next quote or line feed that is not read yet; reading a string takes two. Functions that run
// often keep the position in a local variable, and call `walkFrom` before anything else reads.

import { POSITION_BYTES } from '../../layout/line-index';
import { BACKSLASH, COMMA, EQUALS, hexValue, LETTER_U, LINE_FEED, QUOTE } from './json-bytes';

/** Bytes of the index that a string takes. */
export const STRING_BYTES: usize = 2 * POSITION_BYTES;

/** The place of the next position in the index. */
export let next: usize = 0;
/** The next rare byte's position, beyond all lines if there is none. */
export let rare: usize = 0;
let rareAt: usize = 0;

/** Whether the string read last has an escape, and whether it holds an unescaped `,` or `=`. */
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

/** With `next`, the place to walk from again. */
export function placeOfRare(): usize {
  return rareAt;
}

/** Goes back to a place where the walk has been. */
export function walkAgain(position: usize, placeOfRare: usize): void {
  next = position;
  rareAt = placeOfRare;
  rare = <usize>load<u32>(rareAt);
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

/** Where the string at hand ends, whose rare bytes are not looked at; 0 if it does not end. */
export function stringEnd(): usize {
  const end = <usize>load<u32>(next, POSITION_BYTES);
  return load<u8>(end) == QUOTE ? end : 0;
}

/** Skips the string at hand, which is known to be well-formed and to end at `end`. */
export function skipString(end: usize): void {
  next += STRING_BYTES;
  while (rare < end) takeRare();
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

/** Skips to the line feed of a line that is malformed somewhere after `position`; returns its address. */
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
