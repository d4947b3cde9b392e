// The texts of a batch: those without escapes are left in their line, others are appended after the lines.

import { holdsDelimiter, unescape } from './json-text';
import { nameEnd, nameStart } from './values';

/** The first byte of the batch: what text offsets count from. */
export let input: usize = 0;
/** The end of the last text appended, and where texts must end. */
export let textsEnd: usize = 0;
let textsLimit: usize = 0;
/** Whether something did not fit into the memory given: then it is all to be read again, with more. */
export let overflowed: bool = false;

/** The text read last: its offset and its bytes. */
export let textStart: u32 = 0;
export let textLength: u32 = 0;

export function resetTexts(first: usize, texts: usize, limit: usize): void {
  input = first;
  textsEnd = texts;
  textsLimit = limit;
  overflowed = false;
}

export function overflow(): void {
  overflowed = true;
}

/** Whether there is room for a text of this length. */
export function hasTextRoom(length: usize): bool {
  if (textsEnd + length <= textsLimit) return true;
  overflowed = true;
  return false;
}

/** Keeps the bytes that were written behind the texts, up to `end`, as the text read last. */
export function keepText(end: usize): void {
  textStart = <u32>(textsEnd - input);
  textLength = <u32>(end - textsEnd);
  textsEnd = end;
}

/** Forgets the texts appended since `textsEnd` was `end`. */
export function rewindTexts(end: usize): void {
  textsEnd = end;
}

/** Reads a string's text; returns whether it holds a delimiter. */
export function readText(from: usize, end: usize, escaped: bool, delimited: bool): bool {
  if (!escaped) {
    textStart = <u32>(from - input);
    textLength = <u32>(end - from);
    return delimited;
  }
  addText(from, end, unescape);
  return delimited || holdsDelimiter(input + textStart, textLength);
}

/** Appends what `write` makes of a part of a line, which is no longer than that. */
export function addText(from: usize, end: usize, write: (from: usize, end: usize, to: usize) => usize): void {
  keepText(hasTextRoom(end - from) ? write(from, end, textsEnd) : textsEnd);
}

/** Reads a string's text for now: it is not kept among the texts. */
export function peekText(from: usize, end: usize, escaped: bool): void {
  const texts = textsEnd;
  readText(from, end, escaped, false);
  textsEnd = texts;
}

/** Reads a member's name that has escapes, for now. */
export function readName(): void {
  peekText(nameStart, nameEnd, true);
}
