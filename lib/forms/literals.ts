import { ID_SEPARATOR } from '../mapping/forms.js';

// The bytes that rewritten records are made of.

export const literal = (text: string) => Buffer.from(text);
export const [OPEN, CLOSE, COMMA, QUOTE, NULL] = ['{', '}', ',', '"', ':null'].map(literal) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
export const LINE_FEED = 0x0a;
export const UNTIMED = literal('"timestamp":0,');
export const SEPARATOR = literal(JSON.stringify(ID_SEPARATOR).slice(1, -1));
