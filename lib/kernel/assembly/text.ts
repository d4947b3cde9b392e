// SummaryBatches → lines of the line format. A line may continue over several batches, so its progress is kept here.

import {
  SUMMARY_ATTRIBUTE,
  SUMMARY_CONTINUED,
  SUMMARY_COUNT,
  SUMMARY_COUNT_BYTES,
  SUMMARY_EVENT,
  SUMMARY_MEASURED_USER,
  SUMMARY_USER,
} from '../layout/summary';
import { readVarint, varintEnd } from './bytes';

const COMMA: u8 = 0x2c;
const EQUALS: u8 = 0x3d;
const BACKSLASH: u8 = 0x5c;
const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
const ZERO: u8 = 0x30;

/** A text is written at most twice as long; a count of 8 bytes takes up to 20 digits, and three commas and `=` join. */
export const TEXT_GROWTH: u32 = 3;

// The parts that the line being written has so far.
const NO_LINE: u32 = 0;
const USER: u32 = 1;
const ATTRIBUTES: u32 = 2;
const EVENTS: u32 = 3;
const MEASURES: u32 = 4;

let escape: bool = false;
let omitEmpty: bool = false;
let progress: u32 = NO_LINE;
let next: usize = 0;
let refused: usize = 0;
let refusedLength: u32 = 0;
let nameRefused: bool = false;
/** The last section of the line. */
let lastSection: u32 = EVENTS;

export function resetText(escapeDelimiters: bool, omitEmptySections: bool): void {
  escape = escapeDelimiters;
  omitEmpty = omitEmptySections;
  progress = NO_LINE;
}

/** Address, in the summaries, of the text that policy `reject` could not write; 0 if there was none. */
export function refusedText(): usize {
  return refused;
}

export function refusedTextLength(): u32 {
  return refusedLength;
}

/** Whether that text is the name of a measure, which no policy can write. */
export function isNameRefused(): bool {
  return nameRefused;
}

function isDelimiter(byte: u8): bool {
  return byte == COMMA || byte == EQUALS || byte == LINE_FEED || byte == CARRIAGE_RETURN;
}

/** A bit for each of 16 bytes that needs an escape. */
function specialBits(bytes: v128): u32 {
  const breaks = v128.or(
    i8x16.eq(bytes, i8x16.splat(LINE_FEED)),
    i8x16.eq(bytes, i8x16.splat(CARRIAGE_RETURN)),
  );
  const marks = v128.or(i8x16.eq(bytes, i8x16.splat(COMMA)), i8x16.eq(bytes, i8x16.splat(EQUALS)));
  return i8x16.bitmask(v128.or(v128.or(breaks, marks), i8x16.eq(bytes, i8x16.splat(BACKSLASH))));
}

/**
 * Copies a text to the output up to the first byte that needs an escape. True if there is none. Writes up to 15 bytes past
 * the text, which whatever follows overwrites.
 */
function copyPlain(text: usize, length: u32): bool {
  let index: u32 = 0;
  for (; index + 16 < length; index += 16) {
    const bytes = v128.load(text + index);
    v128.store(next + index, bytes);
    if (specialBits(bytes) != 0) return false;
  }
  const bytes = v128.load(text + index);
  v128.store(next + index, bytes);
  return (specialBits(bytes) & ((2 << (length - index - 1)) - 1)) == 0;
}

function writeEscaped(text: usize, length: u32): void {
  for (let index: u32 = 0; index < length; index++) {
    let byte = load<u8>(text + index);
    const special = isDelimiter(byte) || byte == BACKSLASH;
    if (special && !escape && byte != BACKSLASH && refused == 0) {
      refused = text;
      refusedLength = length;
    }
    if (special && escape) {
      store<u8>(next++, BACKSLASH);
      if (byte == LINE_FEED) byte = 0x6e;
      else if (byte == CARRIAGE_RETURN) byte = 0x72;
    }
    store<u8>(next++, byte);
  }
}

/** Writes the text at `from`, a varint and bytes. Returns the address after it. */
function writeText(from: usize): usize {
  const length = <u32>readVarint(from);
  const text = varintEnd;
  if (length == 0 || copyPlain(text, length)) next += length;
  else writeEscaped(text, length);
  return text + length;
}

/** Writes the name of a measure. One with a delimiter is refused: it is not a part of the data, and can be another. */
function writeMeasureName(from: usize): usize {
  const length = <u32>readVarint(from);
  const text = varintEnd;
  if (refused == 0 && hasDelimiter(text, length)) {
    refused = text;
    refusedLength = length;
    nameRefused = true;
  }
  return writeText(from);
}

function hasDelimiter(text: usize, length: u32): bool {
  for (let index: u32 = 0; index < length; index++) if (isDelimiter(load<u8>(text + index))) return true;
  return false;
}

function writeCount(count: u64): void {
  let digits: u32 = 1;
  for (let rest = count; rest >= 10; rest /= 10) digits++;
  for (let place = next + digits; place > next; ) {
    store<u8>(--place, ZERO + <u8>(count % 10));
    count /= 10;
  }
  next += digits;
}

/** The sections that the line does not have yet, up to `section`, are empty. */
function skipTo(section: u32): void {
  for (let missing = progress + 1; missing < section; missing++) {
    if (!omitEmpty) store<u8>(next++, COMMA);
  }
  progress = section;
}

function endLine(): void {
  if (progress == NO_LINE) return;
  skipTo(lastSection + 1);
  store<u8>(next++, LINE_FEED);
  progress = NO_LINE;
}

/**
 * Writes the lines of `length` bytes of summaries to `output`, which must hold TEXT_GROWTH times as many, and one line
 * more than they begin. Returns the bytes written.
 */
export function formatSummaries(from: usize, length: u32, output: usize): u32 {
  next = output;
  refused = 0;
  nameRefused = false;
  const end = from + length;
  while (from < end) {
    const tag = load<u8>(from++);
    if (tag == SUMMARY_USER || tag == SUMMARY_MEASURED_USER) {
      endLine();
      lastSection = tag == SUMMARY_USER ? EVENTS : MEASURES;
      from = writeText(from);
      progress = USER;
    } else if (tag == SUMMARY_CONTINUED) {
      const userLength = <u32>readVarint(from);
      from = varintEnd + userLength;
    } else if (tag == SUMMARY_ATTRIBUTE) {
      progress = ATTRIBUTES;
      store<u8>(next++, COMMA);
      from = writeText(from);
      store<u8>(next++, EQUALS);
      from = writeText(from);
    } else if (tag == SUMMARY_EVENT || tag == SUMMARY_COUNT) {
      skipTo(tag == SUMMARY_EVENT ? EVENTS : MEASURES);
      store<u8>(next++, COMMA);
      const count = load<u64>(from);
      const name = from + SUMMARY_COUNT_BYTES;
      from = tag == SUMMARY_EVENT ? writeText(name) : writeMeasureName(name);
      store<u8>(next++, EQUALS);
      writeCount(count);
    } else {
      skipTo(MEASURES);
      store<u8>(next++, COMMA);
      from = writeMeasureName(from);
      store<u8>(next++, EQUALS);
      from = writeText(from);
    }
  }
  return <u32>(next - output);
}

/** Ends the last line. Returns the bytes written. */
export function formatEnd(output: usize): u32 {
  next = output;
  endLine();
  return <u32>(next - output);
}
