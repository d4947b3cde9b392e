// Finds the ends of values in JSON that is known to be well-formed. All functions take and return indices of bytes.

export const QUOTE = 0x22;
export const COMMA = 0x2c;
const BACKSLASH = 0x5c;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const LETTER_N = 0x6e;
const SPACE = 0x20;

/** The next byte that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  while (bytes[at]! <= SPACE) at++;
  return at;
}

/** From a string's opening quote to behind its closing one. */
export function stringEnd(bytes: Uint8Array, at: number): number {
  for (at++; ; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
  }
}

/** From a member's name to its value. */
export function valueAfterName(bytes: Uint8Array, nameEnd: number): number {
  return skipSpace(bytes, skipSpace(bytes, nameEnd) + 1);
}

/** How deep the value that `valueEnd` read last was nested: 0 for one that is neither object nor array. */
export let depthSeen = 0;

/** Behind a value. */
export function valueEnd(bytes: Uint8Array, at: number): number {
  depthSeen = 0;
  const byte = bytes[at];
  if (byte === QUOTE) return stringEnd(bytes, at);
  if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return scalarEnd(bytes, at);
  let depth = 0;
  let deepest = 0;
  for (; ; at++) {
    const next = bytes[at];
    if (next === QUOTE) at = stringEnd(bytes, at) - 1;
    else if (next === OPEN_BRACE || next === OPEN_BRACKET) {
      if (++depth > deepest) deepest = depth;
    } else if ((next === CLOSE_BRACE || next === CLOSE_BRACKET) && --depth === 0) {
      depthSeen = deepest;
      return at + 1;
    }
  }
}

function scalarEnd(bytes: Uint8Array, at: number): number {
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte <= SPACE || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) break;
  }
  return at;
}

/** A value: where it stands. */
export interface Span {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The elements of an array. */
export function* elementsOf({ bytes, start }: Span): Generator<Span, void, void> {
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] !== CLOSE_BRACKET) {
    const end = valueEnd(bytes, at);
    yield { bytes, start: at, end };
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
}

/** The members of an object: each from its name to its value, and the value. */
export function* membersIn({ bytes, start }: Span): Generator<{ name: Span; value: Span }, void, void> {
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] !== CLOSE_BRACE) {
    const nameEnd = stringEnd(bytes, at);
    const name = { bytes, start: at, end: nameEnd };
    const from = valueAfterName(bytes, nameEnd);
    const end = valueEnd(bytes, from);
    yield { name, value: { bytes, start: from, end } };
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
}

export function isString({ bytes, start }: Span): boolean {
  return bytes[start] === QUOTE;
}

export function isObject({ bytes, start }: Span): boolean {
  return bytes[start] === OPEN_BRACE;
}

export function isArray({ bytes, start }: Span): boolean {
  return bytes[start] === OPEN_BRACKET;
}

const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

export function isNumber({ bytes, start }: Span): boolean {
  const byte = bytes[start]!;
  return byte === MINUS || (byte >= DIGIT_0 && byte <= DIGIT_9);
}

/** Whether it is neither `null` nor an empty string. */
export function hasValue({ bytes, start, end }: Span): boolean {
  return bytes[start] !== LETTER_N && (bytes[start] !== QUOTE || end - start > 2);
}

/** The text of a string. */
export function textOf({ bytes, start, end }: Span): string {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  return JSON.parse(source) as string;
}
