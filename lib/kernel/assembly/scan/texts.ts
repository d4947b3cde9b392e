// The texts of a batch: those without escapes are left in their line, others are appended after the lines.

import { holdsDelimiter, unescape } from './json-text';
import { nameEnd, nameStart } from './values';

/** The first byte of the batch: what text offsets count from. */
export let input: usize = 0;
/** The end of the last text appended. */
export let textsEnd: usize = 0;

/** The text read last: its offset and its bytes. */
export let textStart: u32 = 0;
export let textLength: u32 = 0;

export function resetTexts(first: usize, texts: usize): void {
  input = first;
  textsEnd = texts;
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

/** Appends what `write` makes of a part of a line. */
export function addText(from: usize, end: usize, write: (from: usize, end: usize, to: usize) => usize): void {
  const text = textsEnd;
  textsEnd = write(from, end, text);
  textStart = <u32>(text - input);
  textLength = <u32>(textsEnd - text);
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
