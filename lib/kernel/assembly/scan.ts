// Lines of strict JSON → the columns of an ActivityBatch (see ../columns.ts), exactly as docs/semantics.md reads a line:
// steps 1 to 3 are noted as faults here, the rest is left to who validates. A plain record is read by scan-plain.ts; where
// there is a field table (see ../field-table.ts), scan-fields.ts finds its fields and scan-mapped.ts makes records of them.
//
// Memory: field table | lines | texts (as many bytes as lines at most, for each time that a mapping reads a field) |
// records | timestamps | entries (a member takes 5 bytes of its line at least). The lines end in LF.
//
// `data` may stand before `type`, so its entries are always collected, and dropped where the line is no attributes line.

import { SHAPE_INVALID_UTF8, SHAPE_MALFORMED, SHAPE_NOT_AN_OBJECT, SHAPE_TOO_LONG } from '../layout/columns';
import { isUtf8 } from './host';
import { CARRIAGE_RETURN, LINE_FEED, OPEN_BRACE, skipSpace, skipValue } from './json';
import { putMapped, resetMapping, scanMapped } from './scan-mapped';
import { putPlain, scanPlain } from './scan-plain';
import { beginRecord, putFault, resetRecords } from './scan-record';
import { resetTexts, rewindTexts, textsEnd } from './scan-text';

/** The address behind the last text. */
export function scannedEnd(): usize {
  return textsEnd;
}

/** How many lines there are: at most as many are records, or twice as many where lines can be both kinds. */
export function countLines(from: usize, end: usize): u32 {
  const feed = i8x16.splat(<i8>LINE_FEED);
  let lines: u32 = 0;
  for (; from + 16 <= end; from += 16) lines += popcnt(i8x16.bitmask(i8x16.eq(v128.load(from), feed)));
  for (; from < end; from++) lines += u32(load<u8>(from) == LINE_FEED);
  return lines;
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
): void {
  resetTexts(first, end);
  resetRecords(records, timestamps, entries);
  resetMapping(table);
  const plain = table == 0;
  for (let line = lines; line < end; ) {
    const start = skipSpace(line);
    if (load<u8>(start) == LINE_FEED) {
      line = start + 1;
      continue;
    }
    const texts = textsEnd;
    let feed: usize = scanValue(start, plain);
    let fault: u32 = 0;
    if (feed == 0) {
      feed = findLineFeed(line);
      fault = SHAPE_MALFORMED;
    } else if (load<u8>(start) != OPEN_BRACE) {
      fault = SHAPE_NOT_AN_OBJECT;
    }
    const returned = load<u8>(feed - 1) == CARRIAGE_RETURN && !(added && feed + 1 == end);
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
    }
    line = feed + 1;
  }
}

function findLineFeed(at: usize): usize {
  const feed = i8x16.splat(<i8>LINE_FEED);
  let found = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
  while (found == 0) {
    at += 16;
    found = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
  }
  return at + ctz(found);
}

/** The line's value; returns the address of the line's LF. */
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
