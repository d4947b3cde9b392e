import type { SummaryReader } from './summary-file.js';

// Lines of a summary are `latin1` strings, one character per byte: no byte is lost, and comparing two strings compares
// their bytes.

/** The most that is held of a line. A difference further on is reported by its place only. */
export const LONGEST_LINE = 1 << 20;
const STEP = 1 << 16;

export interface SummaryText {
  /** Without the line feed. */
  readonly text: string;
  /** What comes after `text`: a line feed, the end of the file, or more of a line that is too long. */
  readonly end: 'line-feed' | 'file' | 'more';
}

/** The line that begins at `start`; undefined at the end of the file. */
export async function readSummaryLine(file: SummaryReader, start: number): Promise<SummaryText | undefined> {
  let text = '';
  while (text.length < LONGEST_LINE) {
    const step = Buffer.from(await file.readAt(start + text.length, STEP));
    const lineFeed = step.indexOf('\n');
    if (lineFeed >= 0) return { text: text + step.toString('latin1', 0, lineFeed), end: 'line-feed' };
    text += step.toString('latin1');
    if (step.length < STEP) return text === '' ? undefined : { text, end: 'file' };
  }
  return { text, end: 'more' };
}

/** Where the line of a user begins, or undefined. Reads the file from its start. `user` is written as in the file. */
export async function findUser(file: SummaryReader, user: string): Promise<number | undefined> {
  const wanted = Buffer.from(`\n${user}`, 'latin1');
  // At first, as if a line had ended before the file; later, the end of the previous read, where a match may begin.
  let rest = Buffer.from('\n');
  let start = -1;
  for (;;) {
    const step = await file.readAt(start + rest.length, LONGEST_LINE);
    const bytes = Buffer.concat([rest, step]);
    const last = step.length < LONGEST_LINE;
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
      const next = bytes[at + wanted.length];
      if (next === undefined ? last && at + 1 < bytes.length : [0x2c, 0x0a, 0x0d].includes(next)) {
        return start + at + 1;
      }
    }
    if (last) return undefined;
    rest = bytes.subarray(Math.max(0, bytes.length - wanted.length));
    start += bytes.length - rest.length;
  }
}
