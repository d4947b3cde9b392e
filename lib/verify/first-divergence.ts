import type { SummaryReader } from './summary-file.js';

/** Bytes per read from each file: large enough to read fast, and next to nothing in memory. */
const CHUNK = 1 << 20;
const LINE_FEED = 0x0a;

/** Where two files first differ. They are equal up to `offset`, so this line begins at the same byte in both. */
export interface Divergence {
  readonly offset: number;
  readonly lineStart: number;
  /** The first line is 1. */
  readonly line: number;
}

/** The size of two equal files. */
export interface Equality {
  readonly bytes: number;
  /** Number of line ends. */
  readonly lines: number;
}

export async function firstDivergence(
  output: SummaryReader,
  reference: SummaryReader,
): Promise<Divergence | Equality> {
  let position = 0;
  let lines = 0;
  let lineStart = 0;
  for (;;) {
    const [ours, theirs] = await Promise.all([
      output.readAt(position, CHUNK),
      reference.readAt(position, CHUNK),
    ]);
    const equal = equalBytes(ours, theirs);
    for (let at = ours.indexOf(LINE_FEED); at >= 0 && at < equal; at = ours.indexOf(LINE_FEED, at + 1)) {
      lines++;
      lineStart = position + at + 1;
    }
    position += equal;
    if (equal < Math.max(ours.length, theirs.length)) return { offset: position, lineStart, line: lines + 1 };
    if (equal < CHUNK) return { bytes: position, lines };
  }
}

/** The number of bytes that are equal, from the start. */
function equalBytes(ours: Uint8Array, theirs: Uint8Array): number {
  if (Buffer.compare(ours, theirs) === 0) return ours.length;
  const length = Math.min(ours.length, theirs.length);
  let at = 0;
  while (at < length && ours[at] === theirs[at]) at++;
  return at;
}
