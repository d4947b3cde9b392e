// The scanner's first stage: lines → an index of the positions of their quotes and line feeds, 64 bytes at a time. Quotes
// that a backslash escapes are left out, so that strings are pairs of positions. Backslashes, control characters and
// delimiters inside strings are rare, and have an index of their own.
//
// Inside a string means: after an odd number of quotes of the line. In a malformed line this may be wrong after the fault,
// but the second stage finds the fault first: it looks at every byte outside strings. A line feed ends a string.

import { INDEX_WINDOW_BYTES, POSITION_BYTES } from '../../layout/line-index';
import { BACKSLASH, COMMA, EQUALS, LINE_FEED, QUOTE, SPACE } from './json-bytes';

/** Follows the last rare byte: an address that no line has. */
const NO_POSITION: u32 = 0xffffffff;

/** A bit for each of 64 bytes, from a mask for each 16 of them. */
function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>(<u32>i8x16.bitmask(a) | ((<u32>i8x16.bitmask(b)) << 16));
  const high = <u64>(<u32>i8x16.bitmask(c) | ((<u32>i8x16.bitmask(d)) << 16));
  return low | (high << 32);
}

function positionsOf(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const wanted = i8x16.splat(<i8>byte);
  return bitsOf(i8x16.eq(a, wanted), i8x16.eq(b, wanted), i8x16.eq(c, wanted), i8x16.eq(d, wanted));
}

/** Control characters: those below a space. */
function isControl(bytes: v128): v128 {
  return i8x16.eq(i8x16.min_u(bytes, i8x16.splat(<i8>(SPACE - 1))), bytes);
}

/** Whether there is a control character, a line feed or a backslash among 64 bytes. */
function holdsOdd(a: v128, b: v128, c: v128, d: v128): bool {
  const backslash = i8x16.splat(<i8>BACKSLASH);
  const low = v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash));
  const high = v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash));
  const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
  return v128.any_true(v128.or(v128.or(low, high), isControl(least)));
}

function isDelimiter(bytes: v128): v128 {
  return v128.or(i8x16.eq(bytes, i8x16.splat(<i8>COMMA)), i8x16.eq(bytes, i8x16.splat(<i8>EQUALS)));
}

/** From each opening quote up to its closing one, which is not counted. */
function insideStrings(quotes: u64): u64 {
  quotes ^= quotes << 1;
  quotes ^= quotes << 2;
  quotes ^= quotes << 4;
  quotes ^= quotes << 8;
  quotes ^= quotes << 16;
  return quotes ^ (quotes << 32);
}

/** The `suspects` (quotes after a backslash, in the block) that follow an odd number of backslashes. */
function escapedQuotes(suspects: u64, block: usize, from: usize): u64 {
  let escaped: u64 = 0;
  for (; suspects != 0; suspects &= suspects - 1) {
    const quote = block + <usize>ctz(suspects);
    let run = quote - 1;
    while (run > from && load<u8>(run - 1) == BACKSLASH) run--;
    if (((quote - run) & 1) != 0) escaped |= suspects & (0 - suspects);
  }
  return escaped;
}

/** Ends each open string at the line feed. */
function endAtLineFeeds(inside: u64, feeds: u64): u64 {
  for (let open = feeds & inside; open != 0; open = feeds & inside) inside ^= ~((open & (0 - open)) - 1);
  return inside;
}

/** Writes the position of each bit, six at a time; the last few may be meaningless. */
function putPositions(bits: u64, block: u32, to: usize): usize {
  const end = to + <usize>popcnt(bits) * POSITION_BYTES;
  do {
    store<u32>(to, block + <u32>ctz(bits));
    bits &= bits - 1;
    store<u32>(to, block + <u32>ctz(bits), POSITION_BYTES);
    bits &= bits - 1;
    store<u32>(to, block + <u32>ctz(bits), 2 * POSITION_BYTES);
    bits &= bits - 1;
    store<u32>(to, block + <u32>ctz(bits), 3 * POSITION_BYTES);
    bits &= bits - 1;
    store<u32>(to, block + <u32>ctz(bits), 4 * POSITION_BYTES);
    bits &= bits - 1;
    store<u32>(to, block + <u32>ctz(bits), 5 * POSITION_BYTES);
    bits &= bits - 1;
    to += 6 * POSITION_BYTES;
  } while (to < end);
  return end;
}

/**
 * Indexes whole lines from `from` on: a window and the rest of its last line, or up to `end`, which follows
 * a line feed. Positions are written from `index` upwards, rare bytes down from `indexEnd`. Returns where the lines end.
 */
export function indexLines(from: usize, end: usize, index: usize, indexEnd: usize): usize {
  const enough = from + INDEX_WINDOW_BYTES;
  let next = index;
  let rare = indexEnd;
  let insideBefore: u64 = 0;
  let backslashBefore: u64 = 0;
  for (let block = from; block < end; block += 64) {
    const a = v128.load(block);
    const b = v128.load(block, 16);
    const c = v128.load(block, 32);
    const d = v128.load(block, 48);
    let quotes = positionsOf(a, b, c, d, QUOTE);
    let odd: u64 = 0;
    let feeds: u64 = 0;
    if (holdsOdd(a, b, c, d) || backslashBefore != 0) {
      feeds = positionsOf(a, b, c, d, LINE_FEED);
      const backslashes = positionsOf(a, b, c, d, BACKSLASH);
      odd = (bitsOf(isControl(a), isControl(b), isControl(c), isControl(d)) & ~feeds) | backslashes;
      const suspects = quotes & ((backslashes << 1) | backslashBefore);
      if (suspects != 0) quotes &= ~escapedQuotes(suspects, block, from);
      backslashBefore = backslashes >> 63;
    }
    let inside = insideStrings(quotes) ^ insideBefore;
    if ((inside & feeds) != 0) inside = endAtLineFeeds(inside, feeds);
    insideBefore = <u64>(<i64>inside >> 63);
    odd |= bitsOf(isDelimiter(a), isDelimiter(b), isDelimiter(c), isDelimiter(d));
    for (odd &= inside; odd != 0; odd &= odd - 1) {
      rare -= POSITION_BYTES;
      store<u32>(rare, <u32>block + <u32>ctz(odd));
    }
    next = putPositions(quotes | feeds, <u32>block, next);
    if (block >= enough && feeds != 0) {
      // Line feeds after the last line do not count.
      end = min(end, block + 64 - <usize>clz(feeds));
      break;
    }
  }
  store<u32>(rare - POSITION_BYTES, NO_POSITION);
  return end;
}
