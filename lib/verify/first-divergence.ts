import type { SummaryReader } from './summary-file.js';

/** Read at a time from each file: large enough for the disk, next to nothing of memory. */
const CHUNK = 1 << 20;
const LINE_FEED = 0x0a;

/** Where two files first differ. Up to `offset` they are equal, so the line begins at the same byte in both. */
export interface Divergence {
  readonly offset: number;
  readonly lineStart: number;
  /** The first line is 1. */
  readonly line: number;
}

/** What two equal files hold. */
export interface Equality {
  readonly bytes: number;
  /** Line ends. */
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

/** How many bytes at the beginning are equal. */
function equalBytes(ours: Uint8Array, theirs: Uint8Array): number {
  if (Buffer.compare(ours, theirs) === 0) return ours.length;
  const length = Math.min(ours.length, theirs.length);
  let at = 0;
  while (at < length && ours[at] === theirs[at]) at++;
  return at;
}
