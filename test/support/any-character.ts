import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10ffff;

/**
 * Any character of Unicode, as the unit of a string. fast-check's own unit `binary` gives the same ones, but begins with a table
 * of them all, which takes more than a second in each process.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(LAST - SURROGATES.count).map(characterAt, indexOf);

function characterAt(index: number): string {
  return String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count);
}

/** fast-check asks it what it may shrink, and which words that are special in JavaScript it may mix in. */
function indexOf(text: unknown): number {
  const code = typeof text === 'string' ? (text.codePointAt(0) ?? LAST + 1) : LAST + 1;
  const index = code < SURROGATES.first ? code : code - SURROGATES.count;
  if (code > LAST || index < 0 || characterAt(index) !== text) throw new Error('not one character');
  return index;
}
