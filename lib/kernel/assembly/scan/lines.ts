// Lines of strict JSON → the columns of an ActivityBatch (see ../../layout/columns.ts), exactly as docs/semantics.md reads a line:
// steps 1 to 3 are noted as faults here, the rest is left to validation. In two stages: index-lines.ts indexes a window
// of lines, and then they are read from string to string, as walk.ts says. A plain record is read by plain.ts; where
// there is a field table (see ../../layout/field-table.ts), fields.ts finds its fields and mapped.ts makes records of them.
//
// Memory: field table | lines | texts (as many bytes as lines at most; for a mapping see parse/columns-plan) |
// records | timestamps | entries (a member takes 5 bytes of its line at least) | index (see ../../line-index.ts). The
// lines end in LF.
//
// `data` may come before `type`, so its entries are always collected, and dropped if the line is no attributes line.

import {
  SHAPE_INVALID_UTF8,
  SHAPE_MALFORMED,
  SHAPE_NOT_AN_OBJECT,
  SHAPE_TOO_LONG,
} from '../../layout/columns';
import { isUtf8 } from '../host';
import { beginForms } from './begin-forms';
import { hasRoom } from './formed';
import { indexLines } from './index-lines';
import { CARRIAGE_RETURN, LINE_FEED, OPEN_BRACE } from './json-bytes';
import { putMapped, scanMapped } from './mapped';
import { hasForms, resetFields } from './mapped-fields';
import { putPlain, scanPlain } from './plain';
import { beginRecord, putFault, resetRecords } from './record';
import { overflowed, resetTexts, rewindTexts, textsEnd } from './texts';
import { scanUsualLine } from './usual-line';
import { skipSpace, skipValue } from './values';
import { beginWalk, next, takeLineFeed, walkToLineFeed } from './walk';

/** The end of the last text. */
export function scannedEnd(): usize {
  return textsEnd;
}

/** Whether the memory given was too small: then the columns are void. */
export function scanOverflowed(): bool {
  return overflowed;
}

/** Behind all lines. */
const NO_LINE: usize = <usize>-1;

/** This many blocks of 64 bytes have at most 4 × 32 line feeds in each sixteenth of a block: a byte holds that. */
const COUNTED_BYTES: usize = 32 * 64;

/** The number of lines. There are at most as many records, or twice as many where lines can be both kinds. */
export function countLines(from: usize, end: usize): u32 {
  const feed = i8x16.splat(<i8>LINE_FEED);
  let lines: u32 = 0;
  while (from + COUNTED_BYTES <= end) {
    // A byte that is a line feed is compared as -1.
    let counts = i8x16.splat(0);
    for (const stop = from + COUNTED_BYTES; from < stop; from += 64) {
      const low = i8x16.add(i8x16.eq(v128.load(from), feed), i8x16.eq(v128.load(from, 16), feed));
      const high = i8x16.add(i8x16.eq(v128.load(from, 32), feed), i8x16.eq(v128.load(from, 48), feed));
      counts = i8x16.sub(counts, i8x16.add(low, high));
    }
    lines += sumOf(counts);
  }
  for (; from < end; from++) lines += u32(load<u8>(from) == LINE_FEED);
  return lines;
}

function sumOf(bytes: v128): u32 {
  const fours = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  const twos = i64x2.add(i64x2.extend_low_i32x4_u(fours), i64x2.extend_high_i32x4_u(fours));
  return <u32>(i64x2.extract_lane(twos, 0) + i64x2.extract_lane(twos, 1));
}

/**
 * Scans the lines from `lines` to `end`, of a batch that begins at `first`. `added` is true if the last LF is not the
 * source's, `valid` if all bytes are known to be UTF-8; `table` is the address of the field table, 0 for plain records.
 */
export function scanLines(
  table: usize,
  first: usize,
  lines: usize,
  end: usize,
  added: bool,
  valid: bool,
  maxLine: u32,
  records: usize,
  timestamps: usize,
  entries: usize,
  index: usize,
  indexEnd: usize,
): void {
  resetTexts(first, end, records);
  resetRecords(records, timestamps, entries);
  resetFields(table);
  if (hasForms) beginForms(table, lines, end, entries, index);
  const plain = table == 0;
  const addedFeed = added ? end - 1 : 0;
  for (let line = lines; line < end; ) {
    const windowEnd = indexLines(line, end, index, indexEnd);
    beginWalk(index, indexEnd);
    while (line < windowEnd) line = scanLine(line, plain, addedFeed, valid, maxLine);
  }
}

/** Returns the address of the next line; NO_LINE if there is no room for its records. */
function scanLine(line: usize, plain: bool, addedFeed: usize, valid: bool, maxLine: u32): usize {
  if (plain && valid) {
    const after = scanUsualLine(line, maxLine);
    if (after != 0) return after;
  }
  return scanAnyLine(line, plain, addedFeed, valid, maxLine);
}

/** Like `scanLine`, without trying whether the line is a usual one. */
export function scanAnyLine(line: usize, plain: bool, addedFeed: usize, valid: bool, maxLine: u32): usize {
  if (hasForms && !hasRoom()) return NO_LINE;
  const start = skipSpace(line);
  if (load<u8>(start) == LINE_FEED) {
    takeLineFeed();
    return start + 1;
  }
  const texts = textsEnd;
  const position = next;
  let feed = scanValue(start, plain);
  let fault: u32 = 0;
  if (feed == 0) {
    if (overflowed) return NO_LINE;
    feed = walkToLineFeed(position);
    fault = SHAPE_MALFORMED;
  } else if (load<u8>(start) != OPEN_BRACE) {
    fault = SHAPE_NOT_AN_OBJECT;
  }
  takeLineFeed();
  const returned = load<u8>(feed - 1) == CARRIAGE_RETURN && feed != addedFeed;
  const length = <u32>(feed - line) - u32(returned);
  if (!valid && !isUtf8(line, length)) fault = SHAPE_INVALID_UTF8;
  if (length > maxLine) fault = SHAPE_TOO_LONG;
  if (fault != 0) {
    rewindTexts(texts);
    putFault(fault, line, length);
  } else if (plain) {
    putPlain(line, length);
  } else {
    putMapped(line, length);
    if (overflowed) return NO_LINE;
  }
  return feed + 1;
}

/** The line's value; returns the address of the line's LF, or 0 where the line is malformed. */
function scanValue(at: usize, plain: bool): usize {
  let end: usize = 0;
  if (load<u8>(at) == OPEN_BRACE) {
    end = plain ? scanPlain(at + 1) : scanMapped(at + 1);
  } else {
    beginRecord();
    end = skipValue(at, 1);
  }
  if (end == 0) return 0;
  const feed = skipSpace(end);
  return load<u8>(feed) == LINE_FEED ? feed : 0;
}
