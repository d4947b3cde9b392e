import type { SummaryReader } from '../../lib/verify/summary-file.js';

/** Bytes, or a text of one character a byte, as `verify` reads a file. */
export function readerOf(content: Uint8Array | string): SummaryReader {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return { readAt: async (position, length) => bytes.subarray(position, position + length) };
}
