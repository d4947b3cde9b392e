import { jsonFaultAt } from './json-fault.js';

/** The first byte of a line that is to blame, and what it is, for people. */
export interface LineFault {
  /** From 1, in bytes. Of a line that ends too early, the one behind its last byte. */
  readonly column: number;
  readonly found: string;
}

/** Of a line that is not UTF-8: the first byte of the first sequence that is not. */
export function utf8Fault(line: Uint8Array): LineFault {
  // Each faulty sequence is read as U+FFFD, so the first difference is in it, or in the character that stands for it.
  const read = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line));
  let at = 0;
  while (read[at] === line[at]) at++;
  while ((read[at]! & 0xc0) === 0x80) at--;
  return { column: at + 1, found: byteName(line[at]!) };
}

/** Of a line of UTF-8 that is not JSON, or nested too deep. */
export function jsonFault(line: Uint8Array): LineFault {
  const fault = jsonFaultAt(line);
  // Not met: the scanner judges as this reader does.
  if (fault === undefined) return { column: 1, found: 'a line that was not understood' };
  const { at, tooDeep } = fault;
  if (tooDeep) return { column: at + 1, found: 'one more level' };
  if (at >= line.length) return { column: line.length + 1, found: 'the end of the line' };
  return { column: at + 1, found: characterAt(line, at) };
}

const SHOWN_CHARACTERS = 64;

/** What the `type` of a line of JSON is, for people. */
export function typeIn(line: Uint8Array): string {
  const { type } = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString());
  if (type === undefined) return 'nothing';
  if (typeof type === 'string')
    return JSON.stringify(Buffer.from(type.slice(0, SHOWN_CHARACTERS)).toString());
  if (typeof type !== 'object') return `a ${typeof type}`;
  return type === null ? 'null' : Array.isArray(type) ? 'an array' : 'an object';
}

/** A printable character in quotes, any other as its bytes. */
function characterAt(line: Uint8Array, at: number): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(at, at + 4));
  const [character] = text;
  if (character === undefined || /^[\p{C}\p{Z}\p{M}\ufffd]$/u.test(character)) return byteName(line[at]!);
  return character === "'" ? `"'"` : `'${character}'`;
}

function byteName(byte: number): string {
  return `the byte 0x${byte.toString(16).padStart(2, '0')}`;
}
