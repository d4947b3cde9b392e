// The bytes that mean something to JSON, and a few that are compared together: words have their first byte lowest.

export const TAB: u8 = 0x09;
export const LINE_FEED: u8 = 0x0a;
export const CARRIAGE_RETURN: u8 = 0x0d;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const POINT: u8 = 0x2e;
export const DIGIT_0: u8 = 0x30;
export const COLON: u8 = 0x3a;
export const EQUALS: u8 = 0x3d;
export const OPEN_BRACKET: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
export const CLOSE_BRACKET: u8 = 0x5d;
export const LETTER_E: u8 = 0x65;
export const LETTER_F: u8 = 0x66;
export const LETTER_N: u8 = 0x6e;
export const LETTER_T: u8 = 0x74;
export const LETTER_U: u8 = 0x75;
export const OPEN_BRACE: u8 = 0x7b;
export const CLOSE_BRACE: u8 = 0x7d;

/** `":`, the end of a name, and `":"`, with a string to follow. */
export const NAME_END: u16 = 0x3a22;
export const NAME_END_STRING: u32 = 0x223a22;
/** `,"`, from a value to the next name. */
export const NEXT_NAME: u16 = 0x222c;
/** Three bytes of four. */
export const THREE_BYTES: u32 = 0xffffff;

export const TRUE: u32 = 0x65757274;
export const NULL: u32 = 0x6c6c756e;
/** `fals`. */
export const FALS: u32 = 0x736c6166;

export function isDigit(byte: u8): bool {
  return <u32>byte - DIGIT_0 < 10;
}

/** 0 to 15; more than that if it is no hexadecimal digit. */
export function hexValue(byte: u8): u32 {
  const digit = <u32>byte - DIGIT_0;
  if (digit < 10) return digit;
  const letter = (<u32>byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}
